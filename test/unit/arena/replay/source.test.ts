import { beforeAll, describe, expect, it } from "vitest";
import type { ArenaFrame } from "../../../../client/games/arena/model/frame.ts";
import { ARENA, type ArenaRecording } from "../../../../client/games/arena/replay/playable.ts";
import { RecordingScan } from "../../../../client/games/arena/replay/recording-scan.ts";
import { ReplaySource } from "../../../../client/games/arena/replay/replay-source.ts";
import { firstIndexAt, openRecording } from "../../../../client/replay/recording.ts";
import { ReplayError, toReplayError } from "../../../../client/replay/replay-error.ts";
import { SPEEDS } from "../../../../client/replay/replay-player.ts";
import { FileJournalStore } from "../../../../server/journal/files/file-journal-store.ts";
import { memoryFileSystem } from "../../../../server/journal/files/memory-file-system.ts";
import { createRandom, nextBelow } from "../../../../shared/math/random.ts";
import { type RecordedBattle, recordBattle } from "../../../harness/arena/recorded-battle.ts";

const STEP_MS = 1000 / 60;

let battle: RecordedBattle;
let bytes: Uint8Array;

beforeAll(async () => {
  const store = new FileJournalStore(memoryFileSystem(), "data");
  battle = await recordBattle(store);
  bytes = (await store.readReplay(battle.id)) ?? new Uint8Array();
});

function filmOf(from = bytes): ArenaRecording {
  const work = openRecording(ARENA, from);
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

/** A source under a clock that stands still within a frame, so that no budget cuts anything short. */
function open(from = bytes) {
  let nowMs = 0;
  const source = new ReplaySource({ film: filmOf(from) }, () => nowMs);
  const draw = (frames = 1): ArenaFrame => {
    nowMs += STEP_MS;
    source.advance(nowMs);
    return frames > 1 ? draw(frames - 1) : source.view();
  };
  draw();
  return { source, draw };
}

describe("a replay in the page", () => {
  it("D3: shows the same world after a jump to any tick as when played from the start, hash for hash", () => {
    const { source } = open();
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = createRandom(seed);
    for (let i = 0; i < 60; i++) {
      // Between jumps the scan keeps more worlds to jump to.
      source.scan.run(0);
      const tick = source.firstTick + nextBelow(random, source.lastTick - source.firstTick + 1);
      source.seek(tick);
      expect([source.tick, source.hash], `seed ${seed}, jump ${i}`).toEqual([tick, battle.hashes[tick]]);
    }
  });

  it("plays on from a jump to the same worlds", () => {
    const { source, draw } = open();
    source.seek(700);
    source.play();
    draw(200);
    expect(source.tick).toBeGreaterThan(890);
    expect(source.hash).toBe(battle.hashes[source.tick]);
  });

  it.each(SPEEDS)("at speed %f plays that many ticks per tick of the clock", (speed) => {
    const { source, draw } = open();
    source.speed = speed;
    source.play();
    draw(60);
    expect(Math.abs(source.tick - source.firstTick - 60 * speed)).toBeLessThanOrEqual(Math.max(1, speed));
    expect(source.hash).toBe(battle.hashes[source.tick]);
  });

  it("ends before the next round begins, stops there, and plays again from its start", () => {
    const { source, draw } = open();
    source.seek(Number.POSITIVE_INFINITY);
    expect(source.tick).toBe(source.lastTick);
    expect(draw().round).toMatchObject({ number: 1, over: true });
    source.seek(source.lastTick - 5);
    source.play();
    draw(30);
    expect([source.playing, source.tick]).toEqual([false, source.lastTick]);
    source.play();
    expect([source.playing, source.tick]).toEqual([true, source.firstTick]);
  });

  it("does not move while it is paused", () => {
    const { source, draw } = open();
    source.seek(500);
    draw(100);
    expect(source.tick).toBe(500);
  });

  it("continues after a pause where it was", () => {
    const { source, draw } = open();
    source.play();
    draw(10);
    const { tick } = source;
    source.advance(1e9);
    expect(source.tick - tick).toBeLessThanOrEqual(15);
  });

  it("follows a ship, stays where it died, and lets go when the camera is moved", () => {
    const { source, draw } = open();
    source.scan.run(Number.POSITIVE_INFINITY);
    const kill = source.scan.kills.find(({ kind }) => kind === 0);
    if (kill === undefined) throw new Error("nobody was killed");
    source.seek(kill.tick - 30);
    source.camera.follow = { what: "seat", seat: kill.seat };
    source.play();
    let at = { x: 0, y: 0 };
    for (let i = 0; i < 29; i++) {
      const { focus, ships } = draw();
      const ship = ships.items.slice(0, ships.count).find(({ seat }) => seat === kill.seat);
      if (ship !== undefined) at = { x: ship.x, y: ship.y };
      expect([focus.x, focus.y]).toEqual([at.x, at.y]);
    }
    const { focus } = draw(20);
    expect(Math.hypot(focus.x - at.x, focus.y - at.y)).toBeLessThan(30);
    source.camera.move(100, 0);
    expect(source.camera.follow).toEqual({ what: "free" });
  });
});

describe("a replay's camera that follows the action", () => {
  it("follows the ship that is about to kill, or the victim if there is no killer", () => {
    const { source, draw } = open();
    source.scan.run(Number.POSITIVE_INFINITY);
    const { kills } = source.scan;
    const alone = kills.filter(
      ({ tick, kind, byKind }, i) => kind + byKind === 0 && tick - (kills[i - 1]?.tick ?? 0) > 60 && tick > 400,
    );
    expect(alone.length).toBeGreaterThan(0);
    for (const kill of alone) {
      source.seek(kill.tick - 30);
      draw();
      expect(source.camera.seat).toBe(kill.by < 0 ? kill.seat : kill.by);
    }
  });

  it("follows someone while no kill is known, and stays with them", () => {
    const { source, draw } = open();
    source.seek(300);
    draw();
    const { seat } = source.camera;
    expect(seat).toBeGreaterThanOrEqual(0);
    draw(20);
    expect(source.camera.seat).toBe(seat);
  });
});

describe("the scan of a replay", () => {
  it("finds each kill at its tick, and confirms every recorded hash", () => {
    const scan = new RecordingScan(filmOf(), () => 0);
    scan.run(Number.POSITIVE_INFINITY);
    expect([scan.done, scan.mismatchTick]).toEqual([true, null]);
    expect(scan.kills.length).toBe(battle.deaths);
    expect(scan.kills.map(({ tick }) => tick)).toEqual(scan.kills.map(({ tick }) => tick).sort((a, b) => a - b));
    for (const kill of scan.kills) expect(scan.kills[firstIndexAt(scan.kills, kill.tick)].tick).toBe(kill.tick);
    expect(firstIndexAt(scan.kills, 1e9)).toBe(scan.kills.length);
  });

  it("stops when its time slice is over", () => {
    let nowMs = 0;
    const scan = new RecordingScan(filmOf(), () => nowMs++);
    scan.run(3);
    expect(scan.done).toBe(false);
    expect(scan.tick).toBeLessThanOrEqual(32);
  });

  it("makes every later jump short", () => {
    const film = filmOf();
    const sparse = film.starts.length;
    new RecordingScan(film, () => 0).run(Number.POSITIVE_INFINITY);
    expect(film.starts.length).toBeGreaterThan(sparse);
    const gaps = film.starts.slice(1).map(({ tick }, i) => tick - film.starts[i].tick);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(180);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
  });

  it("notices where this machine differs from the recording", () => {
    const film = filmOf();
    const hashes = film.timeline.hashes.map(({ tick, hash }, i) => ({ tick, hash: i === 5 ? "0".repeat(16) : hash }));
    const scan = new RecordingScan({ ...film, timeline: { ...film.timeline, hashes } }, () => 0);
    scan.run(Number.POSITIVE_INFINITY);
    expect(scan.mismatchTick).toBe(film.timeline.hashes[5].tick);
  });
});

describe("a replay that cannot be shown", () => {
  const reasonFor = (from: Uint8Array): string => {
    try {
      open(from);
    } catch (error) {
      return toReplayError(error).message;
    }
    return "";
  };

  it.each([0.2, 0.5, 0.8])("is refused with a message when one bit is flipped %f of the way in", (share) => {
    const damaged = bytes.slice();
    damaged[Math.floor(damaged.length * share)] ^= 4;
    expect(reasonFor(damaged)).toMatch(/damaged/);
  });

  it("is refused with a message when it is no replay, of other rules, or empty", () => {
    expect(reasonFor(new TextEncoder().encode("<!doctype html><title>no</title>"))).toMatch(/not a replay/);
    expect(reasonFor(new Uint8Array())).toMatch(/empty/);
    const film = filmOf();
    expect(
      () =>
        new ReplaySource({
          film: { ...film, timeline: { ...film.timeline, header: { ...film.timeline.header, machineVersion: 99 } } },
        }),
    ).toThrow(/version 99/);
  });

  it("throws errors that are not the file's fault", () => {
    expect(() => toReplayError(new TypeError("a mistake"))).toThrow(TypeError);
    expect(toReplayError(new ReplayError("known")).message).toBe("known");
  });

  it("ends where it cannot be played further, and says why", () => {
    const film = filmOf();
    const starts = film.starts.filter(({ tick }) => tick <= 900);
    const spans = film.timeline.spans.filter(({ through }) => through <= 900);
    const after = spans.at(-1)?.through ?? 0;
    // Bytes that no command has, for the tick ten later.
    spans.push({ after, through: film.lastTick, body: Uint8Array.of(10, 1, 1, 0xff) });
    const source = new ReplaySource(
      { film: { ...film, starts, timeline: { ...film.timeline, starts, spans } } },
      () => 0,
    );
    expect(source.fault).toBeNull();
    source.seek(film.lastTick);
    expect([source.tick, source.lastTick]).toEqual([after + 9, after + 9]);
    expect(source.fault?.name).toBe("CodecError");
    source.scan.run(Number.POSITIVE_INFINITY);
    expect(source.scan.done).toBe(true);
    source.seek(100);
    expect(source.hash).toBe(battle.hashes[100]);
  });
});
