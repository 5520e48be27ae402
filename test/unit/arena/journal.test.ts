import { describe, expect, it } from "vitest";
import { packRound } from "../../../server/journal/pack-round.ts";
import { LAG_COMPENSATION_TICKS } from "../../../shared/games/arena/data/rules.ts";
import {
  arena,
  arenaConfig,
  CLIENT_CONTROL_BITS,
  type Command,
  type World,
} from "../../../shared/games/arena/index.ts";
import { Playback, readTimeline, type Timeline, verify } from "../../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { named, record } from "../journal/tapes.ts";

const PEOPLE = 12;
const TICKS = 900;

/** Joins, held and changing controls, a dropped player, a leaver. */
function battle(): (tick: number, world: World) => Command[] {
  const random = createRandom(99);
  return (tick) => {
    if (tick <= PEOPLE) return [{ type: "join", seat: tick - 1, player: tick, pilot: tick, hull: tick % 4 }];
    if (tick === 200) return [{ type: "drop", seat: 3 }];
    if (tick === 300) return [{ type: "back", seat: 3 }];
    if (tick === 400) return [{ type: "leave", seat: 5 }];
    const commands: Command[] = [];
    for (let seat = 0; seat < PEOPLE; seat++)
      if (seat !== 5 && nextBelow(random, 12) === 0)
        commands.push({
          type: "controls",
          seat,
          bits: nextBelow(random, CLIENT_CONTROL_BITS + 1),
          aim: nextBelow(random, 256) * 256,
          seen: nextBelow(random, LAG_COMPENSATION_TICKS + 1),
        });
    return commands;
  };
}

describe("D3: a battle of the arena", () => {
  const config = arenaConfig({ seats: PEOPLE, pirates: 6, traders: 3, roundTicks: 700, resultTicks: 100 });
  const tape = record(arena, config, TICKS, battle(), { segmentTicks: 240, hashTicks: 60 });
  const timeline = readTimeline(tape.segments);

  function follow(from: Timeline, start: number): void {
    const playback = new Playback(arena, from, start);
    for (let tick = start; tick <= TICKS; tick++) {
      if (arena.hash(playback.world) !== tape.hashes[tick]) throw new Error(`differs at tick ${tick}, from ${start}`);
      playback.step();
    }
    expect(playback.tick).toBe(TICKS);
  }

  it("replays to the live run's hash at every tick", () => follow(timeline, 0));

  it("replays so from any of its snapshots, and from ticks between them", () => {
    expect(timeline.starts.map(({ tick }) => tick)).toEqual([0, 240, 480, 720]);
    for (const start of [240, 333, 720, 899]) follow(timeline, start);
  });

  it("verifies, whole and from its last segments", () => {
    const hash = tape.hashes[TICKS];
    expect(verify(arena, timeline)).toMatchObject({ ok: true, ticks: TICKS, hash, compared: 15 + 3 });
    expect(verify(arena, readTimeline(tape.segments.slice(-2)))).toMatchObject({ ok: true, ticks: 420, hash });
  });

  it("replays so as one packed segment", () => {
    const work = packRound(tape.segments, 300);
    let step = work.next();
    while (!step.done) step = work.next();
    expect(step.value.stretches).toHaveLength(1);
    const packed = readTimeline(named(step.value.stretches[0].bytes));
    expect(packed.starts.map(({ tick }) => tick)).toEqual([0, 480]);
    expect(packed.hashes).toEqual(timeline.hashes);
    follow(packed, 0);
  });

  it("with a few commands left out, differs at the next hash", () => {
    const spans = timeline.spans.filter(({ after, through }) => after < 500 || through > 520);
    const { ok, mismatch } = verify(arena, { ...timeline, spans });
    expect({ ok, tick: mismatch?.tick }).toEqual({ ok: false, tick: 540 });
  });
});
