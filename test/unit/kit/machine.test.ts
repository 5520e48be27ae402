import { describe, expect, it } from "vitest";
import {
  type CommandIn,
  defineRules,
  type EventIn,
  int,
  list,
  seatCommands,
  type WorldIn,
} from "../../../shared/kit/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { trails } from "./trails.ts";

const { machine } = trails;
type World = WorldIn<typeof trails>;
type Command = CommandIn<typeof trails>;

const SEAT_COMMANDS = ["join", "drop", "back", "leave"] as const;

/** Commands of a tick, by chance; mostly turns. */
function commandsOf(random: Int32Array): Command[] {
  return Array.from({ length: nextBelow(random, 3) }, () => {
    const seat = nextBelow(random, 4);
    const type = ([...SEAT_COMMANDS, "join"] as const)[nextBelow(random, 40)];
    return type === undefined ? { type: "turn", seat, heading: nextBelow(random, 4) } : { type, seat };
  });
}

/** Plays ticks; after each, `then` may give another world to go on with. */
function play(
  ticks: number,
  then: (world: World, tick: number) => World,
): { hash: string; events: EventIn<typeof trails>[] } {
  const random = createRandom(7);
  const events: EventIn<typeof trails>[] = [];
  let world = machine.create(5, trails.configOf());
  for (let tick = 1; tick <= ticks; tick++) {
    machine.step(world, commandsOf(random), (event) => events.push(event));
    trails.checkWorld(world);
    expect(machine.tick(world)).toBe(tick);
    world = then(world, tick);
  }
  return { hash: machine.hash(world), events };
}

const TICKS = 1_000;

describe("a game of the kit", () => {
  it("is deterministic, also when saved and loaded on its way", () => {
    const straight = play(TICKS, (world) => world);
    expect(new Set(straight.events.map(({ type }) => type))).toEqual(new Set(["started", "crashed"]));
    // Journals and snapshots are made of these bytes.
    expect(straight.hash).toBe("3a893fd92ed74708");
    const chance = createRandom(3);
    const loaded = play(TICKS, (world) => (nextBelow(chance, 5) === 0 ? machine.load(machine.save(world)) : world));
    expect(loaded).toEqual(straight);
  });

  it("writes commands, events and configs as journals have them", () => {
    const { command, event, config } = machine.codecs;
    const bytes = [
      command.encode({ type: "join", seat: 0 }),
      command.encode(seatCommands.join(1, 77)),
      ...SEAT_COMMANDS.slice(1).map((type, i) => command.encode({ type, seat: 1 + i })),
      command.encode({ type: "turn", seat: 2, heading: 3 }),
      trails.derived.clientCommandCodec.encode({ type: "turn", heading: 3 }),
      event.encode({ type: "crashed", seat: 1, by: -1 }),
      event.encode({ type: "started" }),
      config.encode({ size: 17 }),
    ];
    expect(bytes.map((of) => [...of])).toEqual([
      [1, 0, 0],
      [1, 1, 77],
      [2, 1],
      [3, 2],
      [4, 3],
      [16, 2, 3],
      [16, 3],
      [1, 1, 0],
      [2],
      [1],
    ]);
  });

  it("has seats that go from empty to here to away, and rows that are reset", () => {
    const world = machine.create(5, trails.configOf());
    const act = (type: (typeof SEAT_COMMANDS)[number]) => {
      machine.step(world, [{ type, seat: 1 }], () => {});
      return world.seats[1];
    };
    expect(machine.nextWake(world)).toBeNull();
    expect([act("drop"), act("back"), act("leave")]).toEqual(["empty", "empty", "empty"]);
    expect([act("join"), act("join"), act("drop"), act("drop")]).toEqual(["here", "here", "away", "away"]);
    expect(machine.nextWake(world)).toBe(world.tick + 1);
    machine.step(world, [{ type: "turn", seat: 1, heading: 2 }], () => {});
    expect(world.riders[1]).toMatchObject({ alive: true, wish: 2 });
    expect([act("back"), act("leave")]).toEqual(["here", "empty"]);
    expect(world.riders[1]).toEqual({ x: 0, y: 0, heading: 0, alive: false, wish: 0 });
    machine.step(world, [{ type: "turn", seat: 1, heading: 2 }], () => {});
    expect(world.riders[1].wish).toBe(0);
  });

  it("D3: shares no list with the commands it takes or the events it emits", () => {
    const hands = defineRules({
      id: "hands",
      version: 1,
      tickHz: 20,
      seats: 1,
      world: { hand: list(5, int(0, 9)) },
      events: { played: { hand: list(5, int(0, 9)) } },
      commands: {
        play: {
          fields: { hand: list(5, int(0, 9)) },
          apply({ world, emit }, _seat, { hand }) {
            world.hand = hand;
            emit({ type: "played", hand: world.hand });
          },
        },
      },
      tick: ({ world }) => void world.hand.push(7),
    });
    const world = hands.machine.create(1, {});
    const events: EventIn<typeof hands>[] = [];
    const command: CommandIn<typeof hands> = { type: "play", seat: 0, hand: [1] };
    hands.machine.step(world, [{ type: "join", seat: 0 }, command], (event) => events.push(event));
    expect([world.hand, command.hand, events]).toEqual([[1, 7], [1], [{ type: "played", hand: [1] }]]);
  });

  it("wakes by itself only if it says so", () => {
    const world = machine.create(5, trails.configOf());
    world.wakeAt = 9;
    expect(machine.nextWake(world)).toBe(9);
    world.wakeAt = 0;
    expect(machine.nextWake(world)).toBeNull();
  });

  it.each([
    ["x", 256, "trails.world.riders.x: 256 is not a whole number from 0 to 255"],
    ["x", 0.5, "trails.world.riders.x: 0.5 is not a whole number from 0 to 255"],
    ["x", Number.NaN, "trails.world.riders.x: NaN is not a whole number from 0 to 255"],
    ["x", -0, "trails.world.riders.x: -0 is not a whole number from 0 to 255"],
    ["x", "5", 'trails.world.riders.x: "5" is not a whole number from 0 to 255'],
    ["alive", 1, "trails.world.riders.alive: 1 is neither true nor false"],
  ])("D2: refuses a world whose %s is %s", (column, value, message) => {
    const world = machine.create(5, trails.configOf());
    Object.assign(world.riders[2], { [column]: value });
    for (const use of [machine.save, machine.hash, trails.checkWorld]) expect(() => use(world)).toThrow(message);
  });

  it("refuses columns that are not in the table, and settings out of bounds", () => {
    const world = machine.create(5, trails.configOf({ size: 40 }));
    expect(world.config.size).toBe(40);
    expect(() => Object.assign(world.riders[2], { speed: 3 })).toThrow(TypeError);
    expect(() => trails.configOf({ size: 300 })).toThrow(
      "trails.config.size: 300 is not a whole number from 16 to 256",
    );
    expect(() => machine.create(5, { size: 3 })).toThrow("trails.config.size: 3 is not a whole number from 16 to 256");
    expect(() => trails.configOf({ speed: 3 } as object)).toThrow("trails.config: there is no speed");
  });

  it("finds a list that is shared by two fields, which a loaded world would not share", () => {
    const world = machine.create(5, trails.configOf());
    world.riders[1] = world.riders[2];
    expect(() => trails.checkWorld(world)).toThrow(
      "trails.world.riders: an object that stands elsewhere, too; copy it",
    );
  });
});
