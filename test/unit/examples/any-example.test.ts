import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { playByChance } from "../../../shared/kit/testing.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { sourceLines } from "../../harness/source-lines.ts";
import { ROOT } from "../../harness/sources.ts";
import { leaves } from "../kit/leaves.ts";
import { EXAMPLES } from "./games.ts";

const MOST_LINES = 200;
const TICKS = 5_000;
const NAMES = EXAMPLES.map((rules) => ({ name: rules.definition.id, rules }));

describe("an example", () => {
  it.each(NAMES)("$name is a whole game in 200 lines", ({ name }) => {
    const folder = join(ROOT, "examples", name);
    const files = readdirSync(folder).filter((file) => !file.endsWith(".test.ts"));
    expect(files.sort()).toEqual(["page.ts", "pilots.ts", "rules.ts", "server.ts"]);
    expect(sourceLines(`examples/${name}`)).toBeLessThanOrEqual(MOST_LINES);
  });

  it.each(NAMES)(
    "$name: stays within its bounds, whoever comes and goes, and is the same after save and load",
    ({ rules }) => {
      const { machine } = rules;
      for (const seed of [1, 2, 3]) {
        const types = new Set<string>();
        const straight = playByChance(rules, seed, TICKS, (world, events) => {
          for (const { type } of events) types.add(type);
          return world;
        });
        expect(types).toEqual(new Set(Object.keys(rules.definition.events ?? {})));
        const chance = createRandom(seed);
        const loaded = playByChance(rules, seed, TICKS, (world) =>
          nextBelow(chance, 20) === 0 ? machine.load(machine.save(world)) : world,
        );
        expect(machine.hash(loaded)).toBe(machine.hash(straight));
      }
    },
  );

  it.each(NAMES)("$name: has another hash once any column is changed", ({ rules }) => {
    const { machine, compiled } = rules;
    for (const ticks of [400, 900, 1_700]) {
      const world = playByChance(rules, ticks, ticks);
      const before = machine.hash(world);
      let changes = 0;
      for (const { path, change } of leaves({ world }, "world", compiled.world, "world")) {
        const undo = change();
        expect(machine.hash(world), path).not.toBe(before);
        undo?.();
        changes++;
      }
      expect(changes).toBeGreaterThan(50);
      expect(machine.hash(world)).toBe(before);
    }
  });

  it.each(NAMES)("$name: has an exact continuation wherever nothing is published", ({ rules }) => {
    const tables = Object.keys(rules.definition.continued ?? {});
    playByChance(rules, 4, 3_000, (world) => {
      if (world.tick % rules.patchEveryTicks !== 0) return world;
      for (const table of tables)
        for (const [slot, published] of rules.publishedRows(world, table).entries()) {
          if (published === null) continue;
          const row = (world[table] as readonly object[])[slot];
          expect(row).toMatchObject(
            rules.continuedRow(table, published, world.tick - published.at, rules.publicWorld(world)),
          );
        }
      return world;
    });
  });
});
