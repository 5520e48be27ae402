import { describe, expect, it } from "vitest";
import {
  array,
  asAnyRules,
  defineRules,
  flag,
  int,
  list,
  oneOf,
  perSeat,
  record,
  rows,
  seatOrNobody,
  text,
} from "../../../shared/kit/index.ts";
import { CodecError } from "../../../shared/machine.ts";

const FIELDS = {
  n: int(-2, 300),
  wide: int(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  on: flag(),
  phase: oneOf("a", "b"),
  who: seatOrNobody(),
  name: text(5),
  hand: list(2, int(0, 9)),
  board: array(2, flag()),
  at: record({ x: int(0, 9) }),
};

const any = asAnyRules(
  defineRules({
    id: "g",
    version: 1,
    tickHz: 20,
    seats: 2,
    world: {
      ...FIELDS,
      riders: perSeat(FIELDS),
      stones: rows(3, { x: int(0, 9).public(), at: record({ x: int(0, 9) }) }),
    },
    events: { scored: FIELDS },
    continued: { stones: { continue: () => ({}) } },
    commands: {
      score: {
        fields: FIELDS,
        apply: ({ emit }, _seat, values) => emit({ type: "scored", ...values, n: values.n === 300 ? 301 : values.n }),
      },
    },
  }),
);
const { machine } = any;
const VALUES = Object.fromEntries(any.fields.events.scored.map(({ name }) => [name, machine.create(1, {})[name]]));

/** Values that a field cannot hold, and the end of the error that names it. */
const BAD: readonly (readonly [field: string, value: unknown, says: string])[] = [
  ["n", 301, ".n: 301 is not a whole number from -2 to 300"],
  ["n", -3, ".n: -3 is not a whole number from -2 to 300"],
  ["n", Number.POSITIVE_INFINITY, ".n: Infinity is not a whole number"],
  ["n", undefined, ".n: undefined is not a whole number"],
  ["n", -0, ".n: -0 is not a whole number from -2 to 300; + 0 makes it 0"],
  ["wide", 2 ** 53, ".wide: 9007199254740992 is not a whole number"],
  ["on", 0, ".on: 0 is neither true nor false"],
  ["phase", "c", '.phase: "c" is none of a, b'],
  ["phase", 0, ".phase: 0 is none of a, b"],
  ["who", 2, ".who: 2 is not a whole number from -1 to 1"],
  ["name", 5, ".name: 5 is no text"],
  ["name", "sixsix", '.name: "sixsix" has 6 bytes, more than 5'],
  ["name", "éàü", '.name: "éàü" has 6 bytes, more than 5'],
  ["name", "\ud83d", " has half a character"],
  ["name", "a\udc00", " has half a character"],
  ["hand", [1, 2, 3], ".hand: 3 values, more than 2"],
  ["hand", [10], ".hand[]: 10 is not a whole number from 0 to 9"],
  ["hand", "12", '.hand: "12" is no list'],
  ["board", [true], ".board: 1 values, not 2"],
  ["board", new Array(2), ".board[]: undefined is neither true nor false"],
  ["at", null, ".at: null is no record"],
  ["at", { x: 10 }, ".at.x: 10 is not a whole number from 0 to 9"],
];

describe("a value that a field cannot hold", () => {
  it.each(BAD)("is refused in a world, a row, a command and an event: %s is %o", (field, value, says) => {
    for (const path of ["g.world", "g.world.riders"]) {
      const world = machine.create(1, {});
      Object.assign(path === "g.world" ? world : (world.riders as object[])[1], { [field]: value });
      for (const use of [machine.save, machine.hash, any.checkWorld]) {
        expect(() => use(world)).toThrow(path);
        expect(() => use(world)).toThrow(says);
      }
    }
    const { command, event } = machine.codecs;
    expect(() => command.encode({ ...VALUES, type: "score", seat: 0, [field]: value })).toThrow(says);
    expect(() => event.encode({ ...VALUES, type: "scored", [field]: value })).toThrow(says);
  });

  it("is sent by a client as 0 where it is −0, also within lists and records", () => {
    const { encode, decode } = any.derived.clientCommandCodec;
    const sent = { ...VALUES, type: "score", n: -0, wide: -0, hand: [-0, 1], at: { x: -0 } };
    expect(decode(encode(sent))).toEqual({ ...VALUES, type: "score", n: 0, wide: 0, hand: [0, 1], at: { x: 0 } });
    expect(() => encode({ ...sent, n: 301 })).toThrow(".n: 301 is not a whole number from -2 to 300");
  });

  it("cannot leave a step in an event", () => {
    const world = machine.create(1, {});
    const score = (n: number) => {
      const out: unknown[] = [];
      const join = { type: "join", seat: 0 };
      machine.step(world, [join, { ...VALUES, type: "score", seat: 0, n }], (event) => out.push(event));
      return out;
    };
    expect(score(299)).toEqual([{ ...VALUES, type: "scored", n: 299 }]);
    expect(() => score(300)).toThrow("g.events.scored.n: 301 is not a whole number from -2 to 300");
  });

  it("D7: is refused in bytes of every kind, changed at every position", () => {
    const world = machine.create(1, {});
    Object.assign(world, { n: 300, wide: -5, phase: "b", who: 1, name: "é", hand: [9, 9], at: { x: 9 } });
    const table = world.stones as { add(values: object): object; remove(row: object): void };
    const [first, second] = [table.add({ x: 9 }), table.add({ x: 1 }), table.add({ x: 2 })];
    table.remove(first);
    table.remove(second);
    machine.step(world, [], () => {});
    const bytes = machine.save(world);
    let refused = 0;
    for (const at of bytes.keys())
      for (const by of [1, -1, 2, 127, 128]) {
        const changed = bytes.slice();
        changed[at] += by;
        try {
          expect(machine.save(machine.load(changed))).toEqual(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
          refused++;
        }
      }
    expect(refused).toBeGreaterThan(bytes.length);
    for (let length = 0; length < bytes.length; length++)
      expect(() => machine.load(bytes.slice(0, length))).toThrow(CodecError);
  });
});

describe("rows in bytes", () => {
  const {
    codecs: _,
    save,
    load,
    create,
  } = defineRules({
    id: "r",
    version: 1,
    tickHz: 20,
    seats: 1,
    world: { stones: rows(3, { x: int(0, 9) }) },
  }).machine;

  /** A world's bytes with others for its table. */
  function withTable(table: readonly number[]): Uint8Array {
    const [empty, one] = [save(create(1, {})), create(1, {})];
    one.stones.add({});
    const at = empty.findIndex((byte, i) => byte !== save(one)[i]);
    return Uint8Array.of(...empty.subarray(0, at), ...table, ...empty.subarray(at + 2));
  }

  it("are the newest id, the number of slots, each slot's id and columns, and the free slots", () => {
    const world = load(withTable([7, 3, 0, 7, 9, 0, 2, 0]));
    expect([...world.stones]).toEqual([{ id: 7, slot: 1, x: 9 }]);
    expect(world.stones.add({})).toEqual({ id: 8, slot: 0, x: 0 });
    expect(world.stones.add({})).toEqual({ id: 9, slot: 2, x: 0 });
  });

  it.each([
    ["more slots than its capacity", [4, 4, 1, 0, 2, 0, 3, 0, 4, 0]],
    ["an id that was not given yet", [1, 1, 2, 0]],
    ["an id twice", [2, 2, 1, 0, 1, 0]],
    ["an id past the last", [128, 128, 128, 128, 16, 0]],
    ["a free slot twice", [1, 2, 0, 0, 1, 1, 0]],
    ["a free slot that holds a row", [1, 2, 0, 1, 0, 1]],
    ["a free slot that is none", [1, 1, 0, 1]],
    ["a column out of bounds", [1, 1, 1, 10]],
  ])("D7: are refused with %s", (_what, table) => {
    expect(() => load(withTable(table))).toThrow(CodecError);
    expect(() => load(withTable(table))).toThrow("r.world.stones");
  });
});
