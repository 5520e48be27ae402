import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KnownRow } from "../../../shared/kit/index.ts";
import { asAnyRules } from "../../../shared/kit/index.ts";
import { sample } from "./random-rules.ts";
import { trails } from "./trails.ts";

type Row = Record<string, unknown> & { readonly id?: number };

describe("a world from a client's state", () => {
  it("has all known values, and initial ones otherwise", () => {
    fc.assert(
      fc.property(sample, fc.boolean(), ({ rules, world }, knowsOwn) => {
        const { root, tables } = rules.fields;
        const isKnown = (visibility: string) => visibility === "public" || (knowsOwn && visibility === "own");
        const named = (columns: typeof root) => columns.filter(({ visibility }) => isKnown(visibility));
        const knownRows = (of: (typeof tables)[number]): KnownRow[] =>
          [...(world[of.name] as Iterable<Row>)]
            .map((row, seat) => ({
              id: row.id ?? seat,
              row: Object.fromEntries(named(of.columns).map(({ name }) => [name, row[name]])),
            }))
            .sort((a, b) => a.id - b.id);
        const known = {
          tick: world.tick,
          config: world.config,
          seats: world.seats.map((status) => ({ status })),
          root: Object.fromEntries(named(root).map(({ name }) => [name, world[name]])),
          tables: Object.fromEntries(tables.map((table) => [table.name, knownRows(table)])),
        };
        const made = rules.worldFrom(known);
        const empty = rules.derived.emptyWorld(world.config);
        expect([made.tick, made.seats, made.config]).toEqual([world.tick, world.seats, world.config]);
        for (const { name, visibility } of root)
          expect(made[name]).toEqual((isKnown(visibility) ? world : empty)[name]);
        for (const table of tables) {
          const rows = [...(made[table.name] as Iterable<Row>)];
          expect(rows.map((row, seat) => row.id ?? seat)).toEqual(knownRows(table).map(({ id }) => id));
          for (const [i, row] of rows.entries()) expect(row).toMatchObject(knownRows(table)[i].row);
        }
        // It can be saved: every column is within its bounds.
        expect(rules.machine.load(rules.machine.save(made)).tick).toBe(world.tick);
      }),
      { numRuns: 200 },
    );
  });

  it("shares nothing with its source", () => {
    const rules = asAnyRules(trails);
    const walls = [{ id: 3, row: { seat: 0, x: 1, y: 2 } }];
    const known = { tick: 5, config: { size: 32 }, seats: [], root: { phase: "racing" }, tables: { walls } };
    const world = rules.worldFrom(known) as unknown as ReturnType<typeof trails.machine.create>;
    const [wall] = world.walls;
    wall.x = 9;
    expect([walls[0].row.x, wall.id, world.walls.add({})?.id]).toEqual([1, 3, 4]);
    expect(() => rules.worldFrom({ ...known, tables: { walls: [...walls, ...walls] } })).toThrow("row 3");
  });

  it("steps like the real one, but publishes nothing", () => {
    const [step, predicted] = [0, 1].map(() => trails.machine.create(7, { size: 32 }));
    for (let seat = 0; seat < 2; seat++)
      for (const [world, run] of [
        [step, (of: typeof step) => trails.machine.step(of, [{ type: "join", seat }], () => {})],
        [predicted, (of: typeof step) => trails.predict(of, [{ type: "join", seat }])],
      ] as const)
        run(world);
    for (let i = 0; i < 30; i++) {
      trails.machine.step(step, [], () => {});
      trails.predict(predicted, []);
    }
    expect(predicted.riders).toEqual(step.riders);
    expect(predicted.tick).toBe(step.tick);
    expect(trails.publishedRows(predicted, "riders").every((row) => row === null || row.at === 0)).toBe(true);
  });
});
