import { describe, expect, it } from "vitest";
import {
  checkMachine,
  faultMessage,
  type JournalError,
  JournalWriter,
  Playback,
  readTimeline,
  replayHashes,
  StepFault,
  verify,
} from "../../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { type TugCommand, type TugEvent, tug } from "../../harness/tiny-game.ts";
import { CREATED, HEADER, named, record, segment } from "./tapes.ts";

const SEATS = 4;

function pulls(seed: number): (tick: number) => TugCommand[] {
  const random = createRandom(seed);
  return () =>
    Array.from({ length: nextBelow(random, 3) }, () => ({
      ...{ type: "pull", seat: nextBelow(random, SEATS), strength: nextBelow(random, 10) },
      shout: nextBelow(random, 5) === 0,
    }));
}

const TICKS = 430;
const TAPE = record(tug, { seats: SEATS }, TICKS, pulls(5), { snapshotTicks: 35 });
const TIMELINE = readTimeline(TAPE.segments);

describe("D3: playback", () => {
  it("gives the live run's hash of every tick", () => {
    const playback = new Playback(tug, TIMELINE);
    for (let tick = 0; tick <= TICKS; tick++) {
      expect(tug.hash(playback.world)).toBe(TAPE.hashes[tick]);
      expect(playback.step()).toBe(tick < TICKS);
    }
  });

  it("gives the events of the ticks", () => {
    const events: TugEvent[] = [];
    const live: TugEvent[] = [];
    const commandsAt = pulls(5);
    const world = tug.create(7, { seats: SEATS });
    const playback = new Playback(tug, TIMELINE);
    for (let tick = 1; tick <= TICKS; tick++) {
      tug.step(world, commandsAt(tick), (event) => live.push(event));
      playback.step((event) => events.push(event));
    }
    expect(live.length).toBeGreaterThan(20);
    expect(events).toEqual(live);
  });

  it("starts at any tick, and jumps to it from any other, with the same hashes", () => {
    const walker = new Playback(tug, TIMELINE);
    const random = createRandom(3);
    for (let i = 0; i < 200; i++) {
      const tick = nextBelow(random, TICKS + 1);
      walker.seek(tick);
      expect(tug.hash(walker.world)).toBe(TAPE.hashes[tick]);
      for (let k = 0; k < 5 && walker.step(); k++) expect(tug.hash(walker.world)).toBe(TAPE.hashes[walker.tick]);
      expect(tug.hash(new Playback(tug, TIMELINE, tick).world)).toBe(TAPE.hashes[tick]);
    }
  });

  it("steps only from the snapshot before the tick", () => {
    let steps = 0;
    const step: typeof tug.step = (...args) => {
      steps++;
      tug.step(...args);
    };
    const counted = { ...tug, step };
    const playback = new Playback(counted, TIMELINE, 0);
    playback.seek(401);
    expect(steps).toBe(1);
    playback.seek(403);
    expect(steps).toBe(3);
    playback.seek(399);
    expect(steps).toBe(3 + (399 - 385));
  });

  it.each([-1, TICKS + 1, 0.5, Number.NaN])("refuses tick %d, which it does not have", (tick) => {
    expect(() => new Playback(tug, TIMELINE, tick)).toThrow(
      expect.objectContaining({ problem: "range", message: expect.stringContaining(`tick ${tick} is not`) }),
    );
  });

  it("refuses another machine, and another version of it", () => {
    for (const other of [
      { ...tug, id: "chess" },
      { ...tug, version: 2 },
    ]) {
      const machine = expect.objectContaining({ problem: "machine" });
      expect(() => new Playback(other, TIMELINE)).toThrow(machine);
      expect(() => checkMachine(other, TIMELINE)).toThrow(
        /tug version 1 cannot be played by (chess version 1|tug version 2)/,
      );
    }
  });

  it("refuses a snapshot of the wrong tick", () => {
    const wrong = segment({ tick: 60 }, { world: tug.save(tug.create(1, { seats: 1 })) }, () => {});
    const config = { config: tug.codecs.config.encode({ seats: 1 }) };
    const right = segment({ ...config, tick: 0 }, { world: tug.save(tug.create(1, { seats: 1 })) }, () => {});
    expect(new Playback(tug, readTimeline(named(right))).tick).toBe(0);
    expect(
      () => new Playback(tug, { ...readTimeline(named(wrong)), header: { ...HEADER, ...config, snapshot: true } }),
    ).toThrow("the world of tick 60 says that it is at tick 0");
  });
});

describe("verify", () => {
  it("compares every hash and every snapshot", () => {
    const hashes = TICKS / 20 - 0.5;
    const snapshots = Math.floor(TICKS / 35) + 4;
    expect([...replayHashes(new Playback(tug, TIMELINE))]).toHaveLength(Math.floor(hashes) + snapshots);
    expect(verify(tug, TIMELINE)).toEqual({
      ...{ ticks: TICKS, firstTick: 0, lastTick: TICKS, hash: TAPE.hashes[TICKS], ok: true, gaps: [] },
      compared: Math.floor(hashes) + snapshots,
    });
  });

  it("starts at the first remaining segment", () => {
    const verdict = verify(tug, readTimeline(TAPE.segments.slice(2)));
    expect(verdict).toMatchObject({ ok: true, firstTick: 200, ticks: TICKS - 200, hash: TAPE.hashes[TICKS] });
  });

  it("finds a hash that is not the world's, and stops there", () => {
    const hashes = TIMELINE.hashes.map((h) => (h.tick === 120 ? { ...h, hash: "00000000deadbeef" } : h));
    expect(verify(tug, { ...TIMELINE, hashes })).toMatchObject({
      ...{ ok: false, ticks: 120 },
      mismatch: { tick: 120, expected: "00000000deadbeef", found: TAPE.hashes[120] },
    });
  });

  it("finds a snapshot that does not follow from the commands", () => {
    const other = tug.create(1, { seats: SEATS });
    for (let tick = 0; tick < 300; tick++) tug.step(other, [], () => {});
    const starts = TIMELINE.starts.map((start) => (start.tick === 300 ? { ...start, world: tug.save(other) } : start));
    expect(verify(tug, { ...TIMELINE, starts }).mismatch).toEqual({
      ...{ tick: 300, expected: tug.hash(other), found: TAPE.hashes[300] },
    });
  });

  it("finds a command that was changed, at the first hash after it", () => {
    const spans = TIMELINE.spans.filter((span) => span.through !== 123);
    expect(spans.length).toBe(TIMELINE.spans.length - 1);
    expect(verify(tug, { ...TIMELINE, spans }).mismatch?.tick).toBe(140);
  });

  const BANG: TugCommand[] = [{ type: "blowUp", seat: 0 }];

  function faulty(write: (writer: JournalWriter) => void) {
    const header = { config: tug.codecs.config.encode({ seats: 1 }) };
    return readTimeline(named(segment(header, {}, write)));
  }
  const bytes = (commands: TugCommand[]) => commands.map((command) => tug.codecs.command.encode(command));

  it("repeats a recorded fault at its tick", () => {
    const timeline = faulty((writer) => {
      for (let tick = 1; tick < 50; tick++) writer.appendEncoded(tick, []);
      writer.appendEncoded(50, bytes(BANG));
      writer.fault(new Error("blown up"));
    });
    const verdict = verify(tug, timeline);
    expect(verdict).toMatchObject({ ok: true, ticks: 49, lastTick: 50 });
    expect(verdict.fault).toEqual({ tick: 50, recorded: "Error: blown up", found: "Error: blown up" });
    expect(() => new Playback(tug, timeline, 50)).toThrow(StepFault);
    expect(new Playback(tug, timeline, 49).tick).toBe(49);
  });

  it("fails if a step throws that did not, or does not throw that did", () => {
    const silent = faulty((writer) => writer.appendEncoded(1, bytes(BANG)));
    expect(verify(tug, silent)).toMatchObject({
      ok: false,
      fault: { tick: 1, recorded: null, found: "Error: blown up" },
    });
    const fixed = faulty((writer) => {
      writer.appendEncoded(1, []);
      writer.fault("x is null");
    });
    expect(verify(tug, fixed)).toMatchObject({ ok: false, fault: { tick: 1, recorded: "x is null", found: null } });
  });

  it("truncates the text of a fault to its limit", () => {
    expect(faultMessage(new RangeError("y".repeat(9_999)))).toHaveLength(500);
    expect(faultMessage("😀".repeat(400).slice(1))).toMatch(/^�😀/);
    expect(faultMessage(null)).toBe("null");
  });
});

describe("a timeline", () => {
  const world = (tick: number) => Uint8Array.of(tick);
  const at = (number: number, tick: number, ticks: number, more: Partial<typeof HEADER> = {}) =>
    segment({ segment: number, tick, ...more }, { world: world(tick) }, (writer) => {
      for (let i = 1; i <= ticks; i++) writer.appendEncoded((more.tick ?? tick) + i, i % 2 ? [Uint8Array.of(i)] : []);
      writer.closeBatch();
    });
  const refused = (problem: JournalError["problem"], ...segments: Uint8Array[]) =>
    expect(() => readTimeline(named(...segments))).toThrow(expect.objectContaining({ problem }));

  it("joins segments that follow from each other; the newest room and cursors count", () => {
    const second = segment(
      { segment: 2, tick: 3 },
      { world: world(3), room: world(1), cursors: [{ consumer: "a", tick: 2, index: 0 }] },
      (writer) => {
        writer.appendEncoded(4, []);
        writer.room(world(2));
        writer.outbox({ consumer: "a", tick: 4, index: 1 });
        writer.outbox({ consumer: "b", tick: 3, index: 9 });
        writer.end("closed");
      },
    );
    const timeline = readTimeline(named(at(1, 0, 3), second));
    expect(timeline).toMatchObject({ firstTick: 0, lastTick: 4, gaps: [], fault: null, room: world(2), warnings: [] });
    expect(timeline.end).toMatchObject({ tick: 4, reason: "closed" });
    expect([...timeline.cursors.values()]).toEqual([
      { consumer: "a", tick: 4, index: 1 },
      { consumer: "b", tick: 3, index: 9 },
    ]);
    expect(timeline.latest.segment).toBe(2);
  });

  it("is refused when it is empty or has no whole segment", () => {
    refused("empty");
    refused("empty", new Uint8Array(0));
    refused("empty", at(1, 5, 0).slice(0, -1));
  });

  it.each([
    ["machine", { machine: "chess" }],
    ["machineVersion", { machineVersion: 2 }],
    ["roomId", { roomId: "other" }],
    ["seed", { seed: 1 }],
    ["config", { config: world(9) }],
    ["segment", { segment: 1 }],
    ["epoch", { epoch: 0 }],
    ["tick", { tick: 2 }],
    ["tick", { tick: 4 }],
  ])("is refused when a segment's %s does not follow: %j", (_field, header) => {
    refused("order", at(1, 0, 3), at(2, 3, 1, header));
  });

  it("is only what follows the last change of rules, where a round begins under another version", () => {
    const other = { machineVersion: 2, config: world(9), epoch: 2 };
    const timeline = readTimeline(
      named(at(1, 0, 3), at(2, 3, 3), at(3, 6, 2, { ...other, since: 3 }), at(4, 8, 1, { ...other, since: 3 })),
    );
    expect(timeline).toMatchObject({ firstTick: 6, lastTick: 9, header: { segment: 3 }, latest: { segment: 4 } });
    expect(timeline.warnings).toEqual(["segment 3: version 2 begins; the 2 segments before it are another part"]);
    // Not in the middle of a round.
    refused("order", at(1, 0, 3), at(2, 3, 1, other));
  });

  it("marks a gap, and goes on behind it", () => {
    const torn = at(1, 0, 5).slice(0, -1);
    const timeline = readTimeline(named(at(0, 0, 0), torn, at(2, 90, 3, { gap: true })));
    expect(timeline).toMatchObject({ lastTick: 93, gaps: [{ after: 0, tick: 90 }] });
    expect(timeline.warnings).toHaveLength(1);
    refused("order", at(1, 0, 5), at(2, 4, 3, { gap: true }));
  });

  it("lets the next owner continue after a torn tail, but not the owner that tore it", () => {
    const torn = at(1, 0, 5).slice(0, -1);
    expect(readTimeline(named(torn, at(2, 0, 3, { epoch: 2 }))).lastTick).toBe(3);
    refused("damaged", torn, at(2, 0, 3));
  });

  it("skips a segment without a world, and records of a stale owner", () => {
    const unbegun = at(2, 3, 0).slice(0, -1);
    expect(readTimeline(named(at(1, 0, 3), unbegun))).toMatchObject({ lastTick: 3 });
    expect(readTimeline(named(at(1, 0, 3), unbegun, at(3, 3, 2, { epoch: 2 }))).lastTick).toBe(5);
    const late = segment({}, {}, (writer) => {
      for (let tick = 1; tick <= 9; tick++) {
        writer.appendEncoded(tick, [world(tick)]);
        if (tick % 3 === 0) writer.closeBatch();
      }
    });
    const timeline = readTimeline(named(late, at(2, 6, 1, { epoch: 2 })));
    expect(timeline.lastTick).toBe(7);
    expect(timeline.spans.map(({ through }) => through)).toEqual([3, 6, 7]);
    expect(timeline.warnings.join()).toMatch(/stale owner/);
  });

  it("ends with a fault or a closed room", () => {
    const closed = segment({}, {}, (writer) => writer.end("closed"));
    const round = segment({}, {}, (writer) => writer.end("round"));
    refused("order", closed, at(2, 0, 1));
    expect(readTimeline(named(round, at(2, 0, 1))).end).toBeNull();
    expect(readTimeline(named(round)).end?.reason).toBe("round");
  });

  it("D8: has at most its limit of consumers", () => {
    const writer = new JournalWriter();
    writer.begin(HEADER, CREATED);
    for (let i = 0; i < 17; i++) writer.outbox({ consumer: `c${i}`, tick: 0, index: 0 });
    refused("damaged", writer.pending().slice());
  });
});
