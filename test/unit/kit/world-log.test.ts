import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asAnyRules, defineRules, flag, int, oneOf, perSeat, rows, seatOrNobody } from "../../../shared/kit/index.ts";
import {
  type ReceivedRow,
  type ReceivedRows,
  type RowChanges,
  WorldLogReader,
  WorldLogWriter,
  wireLayout,
} from "../../../shared/wire/kit/index.ts";

const SEATS = 5;
const BIG = 2 ** 45;
const rules = defineRules({
  id: "game",
  version: 1,
  tickHz: 60,
  seats: SEATS,
  world: {
    things: rows(40, { x: int(-1_000, 1_000).public(), ink: oneOf("red", "green", "blue").public() }),
    shots: rows(40, { on: flag().public(), far: int(-BIG, 0).public(), seat: seatOrNobody().public() }),
    riders: perSeat({ x: int(0, 9).public(), points: int(0, 0xffff_ffff).public() }),
  },
  continued: { shots: { continue: () => ({}) }, riders: { continue: () => ({}) } },
});
const { logged } = wireLayout(asAnyRules(rules));

const VALUES = [
  fc.record({ x: fc.integer({ min: -1_000, max: 1_000 }), ink: fc.constantFrom("red", "green", "blue") }),
  fc.record({
    on: fc.boolean(),
    far: fc.integer({ min: -BIG, max: 0 }),
    seat: fc.integer({ min: -1, max: SEATS - 1 }),
  }),
  fc.record({ x: fc.nat(9), points: fc.nat(0xffff_ffff) }),
];

interface Act {
  readonly act: string;
  /** Chooses the row. */
  readonly at: number;
  /** How long ago it was published, ticks. */
  readonly age: number;
  readonly row: ReceivedRow["row"];
}

const act = (table: number): fc.Arbitrary<Act> =>
  fc.record({ act: fc.constantFrom("add", "update", "remove"), at: fc.nat(99), age: fc.nat(300), row: VALUES[table] });
const patch = fc.record({
  ticks: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.nat(2_000)),
  acts: fc.tuple(fc.array(act(0), { maxLength: 6 }), fc.array(act(1), { maxLength: 6 }), fc.array(act(2))),
  /** Whether all rows of the first table go. */
  clears: fc.constantFrom(false, false, true),
  /** Whether a client joins, or begins anew. */
  joins: fc.boolean(),
  restarts: fc.constantFrom(false, false, false, true),
});

/** The rows of one table as they are to be. */
class Model {
  rows: ReadonlyMap<number, ReceivedRow> = new Map();
  #lastId = 0;
  readonly #table: number;

  constructor(table: number) {
    this.#table = table;
  }

  /** Returns what becomes of the rows; null: nothing. */
  play(acts: readonly Act[], tick: number, clears: boolean): RowChanges | null {
    const now = new Map(clears ? [] : this.rows);
    for (const { act, at, age, row } of acts) {
      const received = { at: logged[this.#table].isContinued ? Math.max(0, tick - age) : 0, row };
      const ids = [...now.keys()];
      const id = ids[at % ids.length];
      if (this.#table === 2) now.set(at % SEATS, { id: at % SEATS, ...received });
      else if (act === "add" && now.size < 40) now.set(++this.#lastId, { id: this.#lastId, ...received });
      else if (act === "update" && ids.length > 0) now.set(id, { id, ...received });
      else if (act === "remove" && ids.length > 0) now.delete(id);
    }
    const before = this.rows;
    this.rows = new Map([...now].sort(([a], [b]) => a - b));
    const removed = [...before.keys()].filter((id) => !now.has(id));
    const updated = [...now.values()].filter((row) => before.has(row.id) && before.get(row.id) !== row);
    const added = [...this.rows.values()].filter(({ id }) => !before.has(id));
    return removed.length + updated.length + added.length === 0 ? null : { removed, updated, added };
  }
}

const plain = (tables: readonly ReceivedRows[]) => tables.map((of) => [...of]);

describe("rows in a list of changes", () => {
  it("are at every client as they are, in order, whenever it joined and however often it reads", () => {
    fc.assert(
      fc.property(fc.array(patch, { minLength: 1, maxLength: 30 }), (patches) => {
        const models = logged.map((_, table) => new Model(table));
        const writer = new WorldLogWriter(logged);
        const clients = [{ texts: [writer.whole(0)], reader: new WorldLogReader(logged) }];
        let tick = 0;
        for (const { ticks, acts, clears, joins, restarts } of patches) {
          tick += ticks;
          const changes = models.map((model, i) => model.play(acts[i], tick, clears && i === 0));
          const text = writer.write(tick, changes);
          expect(text).toMatch(/^[\0-\x7f]*$/);
          expect(text === "").toBe(changes.every((of) => of === null));
          for (const { texts } of clients) if (text !== "") texts.push(text);
          if (joins) clients.push({ texts: [writer.whole(tick)], reader: new WorldLogReader(logged) });
          if (restarts) clients[0].texts.splice(0, clients[0].texts.length, writer.whole(tick));
          const rows = plain(models.map((model) => model.rows));
          expect(plain(writer.rows)).toEqual(rows);
          for (const { texts, reader } of clients) {
            const seen = reader.read(texts);
            expect(plain(seen)).toEqual(rows);
            expect([...reader.read(texts)]).toEqual([...seen]);
            expect(plain(new WorldLogReader(logged).read(texts))).toEqual(rows);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("are the same objects until they change", () => {
    const writer = new WorldLogWriter(logged);
    const reader = new WorldLogReader(logged);
    const row = (id: number, x: number) => ({ id, at: 0, row: { x, ink: "red" } });
    const texts = [writer.whole(0)];
    texts.push(writer.write(3, [{ removed: [], updated: [], added: [row(1, 1), row(2, 2)] }, null, null]));
    const [things, shots] = reader.read(texts);
    texts.push(writer.write(6, [{ removed: [], updated: [row(2, 3)], added: [] }, null, null]));
    const [now, ...others] = reader.read(texts);
    expect([now === things, now.get(1) === things.get(1), others[0] === shots]).toEqual([false, true, true]);
    expect(things.get(2)?.row.x).toBe(2);
  });

  it("take little more than their columns: twenty of 13 bits take 43 characters, and three where all go", () => {
    const writer = new WorldLogWriter(logged);
    const thing = (id: number) => ({ id, at: 0, row: { x: 1_000, ink: "blue" } });
    const add = (...ids: number[]) =>
      writer.write(3, [{ removed: [], updated: [], added: ids.map(thing) }, null, null]).length;
    expect([add(1), add(2, 3), add(...Array.from({ length: 20 }, (_, i) => 4 + i))]).toEqual([4, 6, 43]);
    const remove = (...removed: number[]) => writer.write(6, [{ removed, updated: [], added: [] }, null, null]).length;
    expect(remove(7)).toBe(3);
    expect(remove(...writer.rows[0].keys())).toBe(3);
  });
});
