import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KitProjection } from "../../../server/kit/index.ts";
import { Replicator } from "../../../server/replication/replicator.ts";
import { NO_NAMES } from "../../../server/runtime/room-definition.ts";
import { compile } from "../../../shared/kit/compiled.ts";
import {
  type AnyRules,
  type AnyWorld,
  asAnyRules,
  defineRules,
  flag,
  grid,
  int,
  list,
  perSeat,
  rows,
  text,
} from "../../../shared/kit/index.ts";
import type { Spec } from "../../../shared/kit/kinds/field.ts";
import { publishAll } from "../../../shared/kit/publish.ts";
import {
  type ReceivedWorld,
  readState,
  StateReader,
  stateClassOf,
  wireLayout,
  wireOf,
} from "../../../shared/wire/kit/index.ts";
import { anyRules, anyValues, definition, fill } from "../../unit/kit/random-rules.ts";
import { REPLICA_HOST, ReplicaClient } from "./replica-client.ts";

const EPOCH = 77;
/** All that a client is to know of a world, worked out from the field table alone. */
function known(rules: AnyRules, world: AnyWorld, { seat: viewer, epoch }: ReplicaClient) {
  const { root, tables } = rules.fields;
  const pick = (row: object, columns: readonly { name: string; visibility: string }[], ...of: string[]) =>
    Object.fromEntries(
      columns
        .filter(({ visibility }) => of.includes(visibility))
        .map(({ name }) => [name, (row as Record<string, unknown>)[name]]),
    );
  const holds = (seat: number) =>
    seat === viewer && world.seats[seat] !== "empty" && world.hidden.holders[seat] === epoch;
  const [all, own]: Record<string, unknown>[] = [{}, {}];
  for (const { name, kind, columns, isApproximate } of tables) {
    // Others have the public columns of such rows to within ε; their holder has them as they are.
    const ofHolder = kind === "perSeat" && isApproximate ? ["own", "public"] : ["own"];
    const found = [...(world[name] as Iterable<Record<string, unknown>>)].map((row, i) => {
      const id = kind === "perSeat" ? i : (row.id as number);
      return { id, seat: kind === "perSeat" ? i : (row.seat as number), row };
    });
    const ofAll = found.map(({ id, row }) => [id, pick(row, columns, "public")]);
    const ofOwn = found.filter(({ seat }) => holds(seat)).map(({ id, row }) => [id, pick(row, columns, ...ofHolder)]);
    if (columns.some(({ visibility }) => visibility === "public")) all[name] = Object.fromEntries(ofAll);
    if (columns.some(({ visibility }) => ofHolder.includes(visibility))) own[name] = Object.fromEntries(ofOwn);
  }
  return { tick: world.tick, seats: world.seats, root: pick(world, root, "public"), all, own };
}

/** Readers of clients that go on reading. */
const readers = new WeakMap<ReplicaClient, StateReader>();

function received(rules: AnyRules, client: ReplicaClient) {
  const reader = readers.get(client) ?? new StateReader(rules);
  readers.set(client, reader);
  const seen = reader.read(client.state);
  expect(seen).toEqual(readState(rules, client.state));
  expectSameObjects(seen, reader.read(client.state));
  const { tick, seats, root, tables, own } = seen;
  const plain = (of: typeof tables) =>
    Object.fromEntries(
      Object.entries(of).map(([name, table]) => [
        name,
        Object.fromEntries([...table].map(([id, { row }]) => [id, row])),
      ]),
    );
  return { tick, seats: seats.map(({ status }) => status), root, all: plain(tables), own: plain(own) };
}

/** What did not change is not read anew. */
function expectSameObjects(before: ReceivedWorld, now: ReceivedWorld): void {
  expect([now.root === before.root, now.seats === before.seats]).toEqual([true, true]);
  for (const part of ["tables", "own"] as const)
    for (const [name, rows] of Object.entries(now[part])) expect(rows === before[part][name], name).toBe(true);
}

describe("clients of any rules", () => {
  it("D12: know all that is public or their own, and nothing else, from the handshake, a state and patches alone", () => {
    let played = 0;
    const worlds = definition.chain((of) => {
      const { fields } = compile(of).world.spec as Extract<Spec, { kind: "record" }>;
      // Time does not go back.
      const values = fc
        .array(anyValues(fields), { minLength: 2, maxLength: 4 })
        .map((all) => all.toSorted((a, b) => (a.tick as number) - (b.tick as number)));
      return fc.tuple(fc.constant({ of, fields }), values);
    });
    fc.assert(
      fc.property(worlds, ([{ of, fields }, values]) => {
        const rules = anyRules(of);
        try {
          stateClassOf(rules);
        } catch (error) {
          expect(`${error}`).toContain("bytes are sent whole whenever it changes");
          return;
        }
        const compiled = compile(of);
        const world = compiled.world.initial();
        const change = (to: Record<string, unknown>) => {
          fill(world, fields, to);
          for (const name of Object.keys(world.hidden.published)) world.hidden.published[name].length = 0;
          publishAll(compiled, world);
        };
        change(values[0]);
        const projection = new KitProjection(rules, world, NO_NAMES);
        projection.write();
        const replicator = new Replicator(projection, REPLICA_HOST);
        const clients = [0, 1, 2, -1].map(
          (seat) => new ReplicaClient(seat, world.hidden.holders[seat] ?? 0, replicator),
        );
        for (const client of clients) expect(received(rules, client)).toEqual(known(rules, world, client));
        for (const to of values.slice(1)) {
          change(to);
          if (played % 2 === 0) world.hidden.holders[0] = EPOCH;
          projection.write();
          replicator.patch([]);
          for (const client of clients) expect(received(rules, client)).toEqual(known(rules, world, client));
          const late = new ReplicaClient(1, world.hidden.holders[1], replicator);
          expect(received(rules, late)).toEqual(known(rules, world, late));
          replicator.leave(late.viewer);
        }
        played++;
      }),
      { seed: 5, numRuns: 300 },
    );
    expect(played).toBeGreaterThan(200);
  });
});

const base = { id: "g", version: 1, tickHz: 20, seats: 2 } as const;
const many = Object.fromEntries(Array.from({ length: 29 }, (_, i) => [`c${i}`, int(0, 1).public()]));

describe("a column", () => {
  it.each([
    [0, 0xff, "uint8"],
    [0, 0x100, "uint16"],
    [0, 0xffff, "uint16"],
    [0, 0x1_0000, "number"],
    [0, 0xffff_ffff, "number"],
    [0, 0x1_0000_0000, "string"],
    [-1, 0x7f, "int8"],
    [-1, 0x80, "int16"],
    [-0x80, 0, "int8"],
    [-0x81, 0, "int16"],
    [-1, 0x7fff, "int16"],
    [-1, 0x8000, "int32"],
    [-0x8000, 0, "int16"],
    [-0x8001, 0, "int32"],
    [-0x8000_0000, 0x7fff_ffff, "int32"],
    [-1, 0x8000_0000, "string"],
    [-0x8000_0001, 0, "string"],
  ])("from %i to %i travels in the smallest type that holds it: %s", (low, high, type) => {
    const rules = asAnyRules(defineRules({ ...base, world: { x: int(low, high).public() } }));
    const [field] = wireLayout(rules).root;
    expect(field.type).toBe(type);
    for (const x of [low, high]) {
      const values = {};
      field.decode(field.encode({ x }), values);
      expect(values).toEqual({ x });
    }
  });
});

describe("rules that no client could be sent", () => {
  it.each([
    ["a long list", { cells: list(600, int(0, 300)).public() }, "g.world.cells: up to 2060 bytes are sent whole"],
    ["a large grid", { cells: grid(40, 40, flag()).public() }, "g.world.cells: up to 3658 bytes are sent whole"],
    ["a long text", { title: text(1_025).public() }, "g.world.title: up to 1025 bytes are sent whole"],
    ["many columns", { racers: perSeat(many) }, "g.world.racers: 29 public columns, more than 28"],
    ["many rows", { walls: rows(20_000, { x: int(0, 9).public() }) }, "g.world.walls: 20000 rows that clients receive"],
    ["a field events", { events: flag().public() }, "g.world.events: schema objects have a member events"],
    [
      "a table events",
      { events: perSeat({ x: flag().public() }) },
      "g.world.events: schema objects have a member events",
    ],
    [
      "a member of schemas",
      { racers: perSeat({ clone: flag().public() }) },
      "g.world.racers.clone: schema objects have a member clone",
    ],
  ])("are refused at start: %s", (_what, world, message) => {
    const rules = asAnyRules(defineRules({ ...base, world }));
    expect(() => wireOf(rules)).toThrow(message);
  });

  it("are only those: the same in private is well", () => {
    const world = {
      cells: grid(40, 40, flag()),
      events: flag(),
      walls: rows(20_000, { x: int(0, 9) }),
      racers: perSeat({ clone: flag() }),
    };
    expect(wireOf(asAnyRules(defineRules({ ...base, world })))).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("the fingerprint", () => {
  it("is another one for any change of what travels, and the same for other private columns", () => {
    const of = (world: object, rest: object = {}) =>
      wireOf(asAnyRules(defineRules({ ...base, ...rest, world: world as { x: ReturnType<typeof int> } })));
    const apply = () => {};
    const all = [
      of({ x: int(0, 9).public() }),
      of({ x: int(0, 8).public() }),
      of({ y: int(0, 9).public() }),
      of({ x: int(0, 9) }),
      of({ x: int(0, 9).public() }, { version: 2 }),
      of({ x: int(0, 9).public() }, { config: { a: flag() } }),
      of({ x: int(0, 9).public() }, { events: { a: {} } }),
      of({ x: int(0, 9).public() }, { commands: { a: { fields: {}, apply } } }),
      of({ x: int(0, 9).public() }, { commands: { a: { fields: { n: int(0, 1) }, apply } } }),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(of({ x: int(0, 9).public(), secret: flag() })).toBe(all[0]);
  });
});
