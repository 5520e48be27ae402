import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMAND_CONTROL_BITS } from "../../../shared/games/arena/controls.ts";
import { LAG_COMPENSATION_TICKS } from "../../../shared/games/arena/data/rules.ts";
import { readPublished } from "../../../shared/games/arena/divergence.ts";
import {
  arena,
  arenaConfig,
  CLIENT_CONTROL_BITS,
  type Command,
  createRails,
  moveRails,
  newHelm,
  PATCH_EVERY_TICKS,
  type World,
} from "../../../shared/games/arena/index.ts";
import { readHelm } from "../../../shared/games/arena/rows.ts";
import { checkWorld } from "../../../shared/games/arena/world-check.ts";
import { CodecError } from "../../../shared/machine.ts";
import { turnBetween } from "../../../shared/math/fixed.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import golden from "../../golden/arena/battle.json";
import { runBattle } from "../../golden/arena/battle.ts";
import { field, PX } from "./field.ts";
import { HeardShip } from "./heard-ship.ts";

const SEATS = 6;
/** A small, crowded, short-lived arena: everything happens within some hundred ticks. */
const CROWDED = arenaConfig({
  map: {
    name: "Crowd",
    radiusPx: 1_400,
    bodies: [
      { ...bodyAt("Sun", "star", -1, 90, 0), look: "star" },
      { ...bodyAt("Ball", "planet", 0, 70, 600), look: "gas" },
    ],
    stations: [{ name: "Pier", parent: 1, orbitPx: 220, periodTicks: 2_000, phase: 0 }],
    belts: [{ parent: 0, innerPx: 850, outerPx: 1_000, periodTicks: -6_000, rocks: 25 }],
  },
  seats: SEATS,
  pirates: 4,
  traders: 2,
  roundTicks: 400,
  resultTicks: 40,
  respawnTicks: 30,
});

function bodyAt(name: string, kind: "star" | "planet", parent: number, radiusPx: number, orbitPx: number) {
  return {
    name,
    kind,
    parent,
    radiusPx,
    orbitPx,
    periodTicks: 8_000,
    phase: 0,
    surfacePull: 4_000,
    reachPx: 700,
    tint: 0,
  };
}

const seat = fc.nat(SEATS + 1);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("controls" as const),
      seen: fc.nat(LAG_COMPENSATION_TICKS),
      seat,
      bits: fc.oneof(fc.nat(CLIENT_CONTROL_BITS), fc.nat(COMMAND_CONTROL_BITS)),
      aim: fc.nat(65_535),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("join" as const),
      seat,
      player: fc.nat(0x7fffffff),
      pilot: fc.nat(0x7fffffff),
      hull: fc.nat(5),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("hull" as const), seat, hull: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("drop", "back", "leave"), seat }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("endRound" as const) }) },
);
/** Each command some ticks after the one before. */
const script = fc.array(fc.tuple(fc.nat(12), command), { maxLength: 60 });

function play(world: World, moves: readonly (readonly [number, Command])[], each: () => void): void {
  for (const [wait, move] of moves) {
    for (let i = 0; i <= wait; i++) {
      arena.step(world, i === wait ? [move] : [], () => {});
      each();
    }
  }
}

describe("D3: the world under random commands", () => {
  it("keeps every invariant at every tick: columns in range, holds within room, rows and references whole", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), script, (seed, moves) => {
        const world = arena.create(seed, CROWDED);
        play(world, moves, () => expect(checkWorld(world)).toBeNull());
        for (const table of [world.ships, world.bolts, world.rocks, world.pods])
          expect(table.count + table.freeCount).toBe(table.high);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps them from any state that a save may hold", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), (seed, chaos) => {
        const world = arena.create(seed, CROWDED);
        const random = createRandom(chaos);
        const { ships } = world;
        for (let slot = 0; slot < ships.high; slot++) {
          ships.x[slot] = (nextBelow(random, 64_001) - 32_000) * 65_536;
          ships.y[slot] = (nextBelow(random, 64_001) - 32_000) * 65_536;
          ships.vx[slot] = (nextBelow(random, 2_000_001) - 1_000_000) * 2_000;
          ships.vy[slot] = (nextBelow(random, 2_000_001) - 1_000_000) * 2_000;
          ships.guard[slot] = nextBelow(random, 65_536);
          ships.bits[slot] = nextBelow(random, COMMAND_CONTROL_BITS + 1);
        }
        for (let i = 0; i < 60; i++) {
          arena.step(world, [], () => {});
          expect(checkWorld(world)).toBeNull();
        }
      }),
      // The example: a shot whose muzzle lies beyond the limits.
      { numRuns: 20, examples: [[0, 1202063904]] },
    );
  });

  it("save → load → step equals uninterrupted play, and saves are equal byte for byte", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), script, script, (seed, before, after) => {
        const world = arena.create(seed, CROWDED);
        play(world, before, () => {});
        const copy = arena.load(arena.save(world));
        expect(arena.hash(copy)).toBe(arena.hash(world));
        expect(copy.scratch.rails).toEqual(world.scratch.rails);
        const told: unknown[] = [];
        const toldToo: unknown[] = [];
        for (const [wait, move] of [...after, [30, { type: "endRound" }] as const]) {
          for (let i = 0; i <= wait; i++) {
            arena.step(world, i === wait ? [move] : [], (event) => told.push(event));
            arena.step(copy, i === wait ? [move] : [], (event) => toldToo.push(event));
          }
        }
        expect(toldToo).toEqual(told);
        expect(arena.hash(copy)).toBe(arena.hash(world));
        expect(arena.save(copy)).toEqual(arena.save(world));
      }),
      { numRuns: 30 },
    );
  });

  it("D6: a published helm, continued by anyone, equals the world's published motion until the next record", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), script, (seed, moves) => {
        const world = arena.create(seed, CROWDED);
        const rails = createRails(CROWDED.map);
        /** What a client holds, by ship id. */
        const held = new Map<number, HeardShip>();
        play(world, moves, () => {
          const { ships, tick } = world;
          moveRails(rails, CROWDED.map, tick);
          for (let slot = 0; slot < ships.high; slot++) {
            if (!ships.live[slot]) continue;
            const id = ships.id[slot];
            if (ships.shownAt[slot] === tick) expect(tick % PATCH_EVERY_TICKS).toBe(0);
            if (ships.shownAt[slot] === 0) continue;
            const heard = held.get(id) ?? new HeardShip(world);
            held.set(id, heard);
            heard.hear(world, slot, rails);
            const shown = readPublished(world, slot, newHelm());
            expect(heard.helm).toEqual(shown);
            const apart = readHelm(world.shown, slot, 0, newHelm());
            if (ships.diverged[slot] === 0) expect(apart).toEqual(newHelm());
            if (tick % PATCH_EVERY_TICKS !== 0) continue;
            for (const name of ["armor", "shield", "docked"] as const) expect(shown[name]).toBe(ships[name][slot]);
            const apartPx = Math.hypot(shown.x - ships.x[slot], shown.y - ships.y[slot]) / PX;
            expect(apartPx).toBeLessThanOrEqual(CROWDED.slackPx);
            expect(Math.abs(turnBetween(shown.heading, ships.heading[slot]))).toBeLessThanOrEqual(CROWDED.slackTurn);
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it("the same seed gives the same world; another seed, another", () => {
    const hashes = [5, 5, 6].map((seed) => arena.hash(arena.create(seed, CROWDED)));
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it("D2: the scripted battle gives its recorded hash", () => {
    expect(runBattle()).toEqual(golden.battle);
  });
});

describe("saved worlds", () => {
  it("D7: are refused when truncated, and a damaged byte causes at most a CodecError", () => {
    const world = arena.create(11, CROWDED);
    for (let i = 0; i < 90; i++)
      arena.step(world, i === 0 ? [{ type: "join", seat: 0, player: 7, pilot: 1, hull: 1 }] : [], () => {});
    const bytes = arena.save(world);
    for (let length = 0; length < bytes.length; length++)
      expect(() => arena.load(bytes.subarray(0, length))).toThrow(CodecError);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const broken = bytes.slice();
        broken[at] ^= by;
        let loaded: World;
        try {
          loaded = arena.load(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
          return;
        }
        expect(arena.save(loaded)).toEqual(broken);
        for (let i = 0; i < 5; i++) arena.step(loaded, [], () => {});
      }),
      { numRuns: 600 },
    );
  });

  it("have a hash of every column of every table, of names and clocks", () => {
    const world = field();
    arena.step(world, [{ type: "join", seat: 0, player: 7, pilot: 1, hull: 0 }], () => {});
    const before = arena.hash(world);
    const { ships, players } = world;
    for (const [table, columns] of [[ships, ships.columns] as const, [players, players.columns] as const]) {
      for (const name of columns) {
        const column = (table as unknown as Record<string, Int32Array>)[name];
        column[0]++;
        expect(arena.hash(world), name).not.toBe(before);
        column[0]--;
      }
    }
    // Of NPCs: a world that has one of a person is none.
    world.names[0] = "B";
    expect(arena.hash(world)).not.toBe(before);
    expect(() => arena.load(arena.save(world))).toThrow("names[0]: a seat of people has none");
    world.names[0] = "";
    world.tick++;
    expect(arena.hash(world)).not.toBe(before);
    world.tick--;
    expect(arena.hash(world)).toBe(before);
  });
});
