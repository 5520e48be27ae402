import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { array, defineRules, int, record, rows } from "../../../shared/kit/index.ts";

const CAPACITY = 5;
const marks = defineRules({
  id: "marks",
  version: 1,
  tickHz: 20,
  seats: 1,
  world: { marks: rows(CAPACITY, { x: int(-3, 9), way: array(2, int(0, 9)), at: record({ y: int(0, 9) }) }) },
});
const { machine } = marks;
const newWorld = () => machine.create(1, {});

/** Adds a row (a number), removes the one at a place (−1 and below), or saves and loads (null). */
const acts = fc.array(fc.option(fc.integer({ min: -CAPACITY, max: 9 }), { freq: 8 }), { maxLength: 60 });

describe("rows of a table", () => {
  it("keep slot and id while others come and go, in order of slots, through saving and loading", () => {
    fc.assert(
      fc.property(acts, (all) => {
        let world = newWorld();
        const ids = new Set<number>();
        let model: { id: number; slot: number; x: number }[] = [];
        for (const act of all) {
          if (act === null) world = machine.load(machine.save(world));
          else if (act < 0) {
            const row = [...world.marks][-act - 1];
            if (row !== undefined) expect(world.marks.remove(row)).toBe(true);
            model = model.filter(({ id }) => id !== row?.id);
          } else {
            const row = world.marks.add({ x: act });
            expect(row === null).toBe(model.length === CAPACITY);
            if (row === null) continue;
            expect(ids.has(row.id)).toBe(false);
            ids.add(row.id);
            model.push({ id: row.id, slot: row.slot, x: act });
          }
          model.sort((a, b) => a.slot - b.slot);
          expect(Array.from(world.marks, ({ id, slot, x }) => ({ id, slot, x }))).toEqual(model);
          expect(world.marks.count).toBe(model.length);
          for (const { id, x } of model) expect(world.marks.find(id)?.x).toBe(x);
          marks.checkWorld(world);
        }
      }),
    );
  });

  it("start with initial values, and copy lists that they are given", () => {
    const { marks: table } = newWorld();
    const [way, at] = [[1, 2], { y: 4 }];
    const [first, second] = [table.add({}), table.add({ x: 3, way, at })];
    expect(first).toEqual({ id: 1, slot: 0, x: 0, way: [0, 0], at: { y: 0 } });
    expect(second).toEqual({ id: 2, slot: 1, x: 3, way: [1, 2], at: { y: 4 } });
    expect(second?.way).not.toBe(way);
    expect(second?.at).not.toBe(at);
    expect(() => Object.assign(second?.at ?? {}, { z: 1 })).toThrow(TypeError);
  });

  it("are removed once, and cleared together", () => {
    const { marks: table } = newWorld();
    const row = table.add({ x: 1 });
    if (row === null) throw new Error("full");
    expect([table.remove(row), table.remove(row)]).toEqual([true, false]);
    const again = table.add({ x: 2 });
    expect(again?.slot).toBe(row.slot);
    expect(table.remove(row)).toBe(false);
    table.clear();
    expect([...table]).toEqual([]);
    expect(table.add({})?.id).toBe(3);
  });

  it("D2: refuse to be saved with invalid values, or a row in another's slot", () => {
    const world = newWorld();
    const row = world.marks.add({ x: 10 });
    expect(() => machine.save(world)).toThrow("marks.world.marks.x: 10 is not a whole number from -3 to 9");
    if (row !== null) row.x = 9;
    machine.save(world);
    Object.assign(world.marks.slots, { 1: row });
    for (const use of [machine.save, marks.checkWorld])
      expect(() => use(world)).toThrow("marks.world.marks: slot 1 holds the row of slot 0");
  });
});
