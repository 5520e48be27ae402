import { describe, expect, it } from "vitest";
import {
  array,
  defineRules,
  flag,
  grid,
  int,
  list,
  oneOf,
  perSeat,
  record,
  rows,
  seatNumber,
  seatOrNobody,
  text,
  tick,
} from "../../../shared/kit/index.ts";

type Loose = (...values: unknown[]) => ReturnType<typeof int>;
/** As code without types would call them. */
const [anyInt, anyText, anyList, anyArray, anyOneOf, anyRows] = [int, text, list, array, oneOf, rows].map(
  (make) => make as unknown as Loose,
);

const BASE = { id: "g", version: 1, tickHz: 20, seats: 4, world: { n: int(0, 1) } };
const define = (over: object) => defineRules({ ...BASE, ...over } as typeof BASE);
const column = (field: unknown) => ({ world: { riders: perSeat({ x: field as ReturnType<typeof int> }) } });
const apply = () => {};

/** A mistake in a definition, and what `defineRules` says of it. */
const MISTAKES: readonly (readonly [mistake: string, over: object, says: string])[] = [
  ["no bounds", column(anyInt()), "g.world.riders.x: low is undefined, not a whole number from"],
  ["no upper bound", column(anyInt(0)), "g.world.riders.x: high is undefined, not a whole number from"],
  ["an infinite bound", column(int(0, Number.POSITIVE_INFINITY)), "g.world.riders.x: high is Infinity"],
  ["a bound past 2^53", column(int(0, 2 ** 53)), "g.world.riders.x: high is 9007199254740992"],
  ["a fraction as bound", column(int(0.5, 2)), "g.world.riders.x: low is 0.5"],
  ["bounds in the wrong order", column(int(3, 2)), "g.world.riders.x: low 3 is above high 2"],
  ["a start out of bounds", column(int(0, 2, 3)), "g.world.riders.x: initial is 3, not a whole number from 0 to 2"],
  ["−0", column(int(-1, 2, -0)), "g.world.riders.x: initial is -0"],
  ["text without a limit", column(anyText()), "g.world.riders.x: maxBytes is undefined"],
  ["text of no bytes", column(text(0)), "g.world.riders.x: maxBytes is 0, not a whole number from 1 to 65536"],
  ["a list without a limit", column(anyList(undefined, int(0, 1))), "g.world.riders.x: most is undefined"],
  ["a list of nothing", column(anyList(3)), "g.world.riders.x[]: undefined is not a field; use int(low, high)"],
  ["a list of unbounded ints", column(list(3, anyInt())), "g.world.riders.x[]: low is undefined"],
  ["an array without a length", column(anyArray(Number.NaN, int(0, 1))), "g.world.riders.x: length is NaN"],
  ["a grid without a height", column(grid(3, Number.NaN, int(0, 1))), "g.world.riders.x: length is NaN"],
  ["no names", column(anyOneOf()), "g.world.riders.x: the number of names is 0"],
  ["a name twice", column(oneOf("a", "b", "a")), 'g.world.riders.x: "a" is there twice'],
  ["a number as name", column(anyOneOf(3)), "g.world.riders.x: 3 is not a name"],
  ["a record's unbounded int", column(record({ y: anyInt() })), "g.world.riders.x.y: low is undefined"],
  ["no field", column(5), "g.world.riders.x: 5 is not a field; use int(low, high)"],
  ["a table in a table", column(perSeat({ y: flag() })), "g.world.riders.x: perSeat stands in the world itself only"],
  ["no world", { world: null }, "g.world: null is not a set of fields"],
  [
    "a table without room",
    { world: { a: rows(0, { x: flag() }) } },
    "g.world.a: capacity is 0, not a whole number from",
  ],
  ["a table without a limit", { world: { a: anyRows(undefined, {}) } }, "g.world.a: capacity is undefined"],
  ["a column id", { world: { a: rows(1, { id: flag() }) } }, "g.world.a.id: the name id is used by the kit itself"],
  ["a field tick", { world: { tick: tick() } }, "g.world.tick: the name tick is used by the kit itself"],
  ["a table seats", { world: { seats: perSeat({ x: flag() }) } }, "g.world.seats: the name seats is used by the kit"],
  ["a name of any object", { world: { toString: tick() } }, "g.world.toString: the name toString is used by the kit"],
  ["a record of nothing", column(record({})), "g.world.riders.x: a record needs a field"],
  ["a bad name", { world: { Score: tick() } }, 'g.world.Score: "Score" is not a name of letters and digits'],
  ["a name of digits", { world: { 3: tick() } }, 'g.world.3: "3" is not a name of letters and digits'],
  ["own without a seat", { world: { a: flag().own() } }, "g.world.a: is marked own, but own() needs a seat"],
  [
    "own rows of nobody",
    { world: { a: rows(1, { x: flag().own() }) } },
    "g.world.a.x: is marked own, but own() needs a",
  ],
  ["a list of public ints", column(anyList(2, int(0, 1).public())), "g.world.riders.x[]: is marked public, but only"],
  [
    "a public setting",
    { config: { a: flag().public() } },
    "g.config.a: is marked public, but only columns of the world have a visibility; leave the mark out",
  ],
  [
    "an event's public field",
    { events: { e: { a: flag().public() } } },
    "g.events.e.a: is marked public, but an event reaches everyone anyway, or the seat of its own() field alone; leave .public() out",
  ],
  [
    "an event for a flag",
    { events: { e: { a: flag().own() } } },
    "g.events.e.a: is marked own, but own() is for the one",
  ],
  [
    "an event for two seats",
    { events: { e: { a: seatNumber().own(), b: seatNumber().own() } } },
    "g.events.e.b: is marked own, but own() is for the one seatNumber() that receives the event",
  ],
  ["an event's field type", { events: { e: { type: flag() } } }, "g.events.e.type: the name type is used by the kit"],
  [
    "a command join",
    { commands: { join: { fields: {}, apply } } },
    "g.commands.join: the name join is used by the kit",
  ],
  [
    "a command's seat",
    { commands: { c: { fields: { seat: flag() }, apply } } },
    "g.commands.c.seat: the name seat is used",
  ],
  [
    "a command of nothing",
    { commands: { c: { fields: {} } } },
    "g.commands.c: needs fields and apply(game, seat, values)",
  ],
  ["a command without fields", { commands: { c: { apply } } }, "g.commands.c: undefined is not a set of fields"],
  ["an id with spaces", { id: "my game" }, 'id: "my game" is not a name of small letters'],
  ["no version", { version: undefined }, "g.version: undefined is not a whole number from 1 to"],
  ["no ticks", { tickHz: 0 }, "g.tickHz: 0 is not a whole number from 1 to"],
  ["half a seat", { seats: 1.5 }, "g.seats: 1.5 is not a whole number from 1 to"],
  ["patches never", { patchEveryTicks: 0 }, "g.patchEveryTicks: 0 is not a whole number from 1 to"],
  ["continuing nothing", { continued: { x: { continue: apply } } }, 'g.continued.x: the world has no table "x"'],
  [
    "continuing private rows",
    { ...column(flag()), continued: { riders: { continue: apply } } },
    "riders has no public",
  ],
  [
    "no continue",
    { ...column(flag().public()), continued: { riders: {} } },
    "g.continued.riders: needs continue(row, ticks, world)",
  ],
  [
    "ε of a private column",
    {
      world: { riders: perSeat({ x: int(0, 9), y: flag().public() }) },
      continued: { riders: { epsilon: { x: 1 }, continue: apply } },
    },
    "g.continued.riders.epsilon.x: riders has no public column of numbers of this name",
  ],
  [
    "ε below 0",
    { ...column(int(0, 9).public()), continued: { riders: { epsilon: { x: -1 }, continue: apply } } },
    "g.continued.riders.epsilon: x is -1, not a whole number from 0",
  ],
  [
    "a jump of no units",
    { ...column(int(0, 9).public()), continued: { riders: { jumpUnits: 0, continue: apply } } },
    "g.continued.riders: jumpUnits is 0, not a whole number from 1",
  ],
];

describe("a definition", () => {
  it.each(MISTAKES)("refuses %s", (_mistake, over, says) => {
    const attempt = () => define(over);
    expect(attempt).toThrow(says);
    expect(attempt).toThrow(expect.toSatisfy((error) => error instanceof RangeError || error instanceof TypeError));
  });

  it("accepts every kind of field where it is allowed, and lists them with bounds and visibility", () => {
    const rules = defineRules({
      ...BASE,
      config: { size: int(1, 9, 3) },
      world: {
        winner: seatOrNobody().public(),
        board: grid(3, 3, seatOrNobody()).public(),
        hands: perSeat({ cards: list(5, int(0, 51)).own(), name: text(20).public() }),
        marks: rows(9, {
          seat: seatNumber(),
          at: record({ x: int(0, 2) }),
          seen: flag().own(),
          order: array(2, tick()),
        }),
      },
      events: { won: { seat: seatNumber() }, drew: { to: seatNumber().own(), card: int(0, 51) } },
      commands: { put: { fields: { x: int(0, 2) }, apply() {} } },
      continued: { hands: { continue: () => ({}) } },
    });
    expect(rules.patchEveryTicks).toBe(1);
    const seat = { kind: "int", low: 0, high: 3, initial: 0 };
    const nobody = { ...seat, low: -1, initial: -1 };
    expect(rules.fields.root).toMatchObject([
      { name: "winner", path: "g.world.winner", visibility: "public", spec: nobody },
      { name: "board", visibility: "public", spec: { kind: "array", length: 9 } },
    ]);
    expect(rules.fields.tables).toMatchObject([
      { name: "hands", kind: "perSeat", capacity: 4, continued: true },
      { name: "marks", kind: "rows", capacity: 9, continued: false },
    ]);
    expect(rules.fields.tables[0].columns).toMatchObject([
      { name: "cards", path: "g.world.hands.cards", visibility: "own", spec: { kind: "list", most: 5 } },
      { name: "name", visibility: "public", spec: { kind: "text", maxBytes: 20 } },
    ]);
    expect(rules.fields.tables[1].columns[0]).toMatchObject({ name: "seat", visibility: "private", spec: seat });
    expect(rules.fields.events).toMatchObject({ won: [{ name: "seat", spec: seat, visibility: "private" }] });
    expect(rules.fields.events).toMatchObject({ drew: [{ name: "to", visibility: "own" }, { name: "card" }] });
    expect(rules.fields.commands).toMatchObject({ put: [{ name: "x", path: "g.commands.put.x" }] });
    expect(rules.fields.config).toMatchObject([{ name: "size", spec: { low: 1, high: 9, initial: 3 } }]);
  });

  it.each([
    [60, 3],
    [30, 2],
    [20, 1],
    [10, 1],
    [1, 1],
  ])("at %i Hz, sends a patch on every tick of %i", (tickHz, patchEveryTicks) => {
    expect(define({ tickHz }).patchEveryTicks).toBe(patchEveryTicks);
    expect(define({ tickHz, patchEveryTicks: 7 }).patchEveryTicks).toBe(7);
  });

  it("replaces derived functions by hand, one at a time", () => {
    const rules = defineRules({
      ...BASE,
      override: (derived) => ({
        saveWorld: (world) => Uint8Array.of(world.n),
        loadWorld: (bytes) => ({ ...derived.emptyWorld({}), n: bytes[0] }),
      }),
    });
    const world = rules.machine.create(1, {});
    world.n = 1;
    expect(rules.machine.save(world)).toEqual(Uint8Array.of(1));
    expect(rules.machine.load(Uint8Array.of(1)).n).toBe(1);
    expect(rules.machine.hash(world)).toMatch(/^[0-9a-f]{16}$/);
  });

  it("lets a game say when it wakes in one line", () => {
    const { machine } = defineRules({
      ...BASE,
      world: { turnEndsAt: tick() },
      nextWake: (world) => world.turnEndsAt,
    });
    const world = machine.create(1, {});
    expect(machine.nextWake(world)).toBeNull();
    world.turnEndsAt = 40;
    expect(machine.nextWake(world)).toBe(40);
    machine.step(world, [], () => {});
    world.turnEndsAt = world.tick;
    expect(machine.nextWake(world)).toBeNull();
  });
});
