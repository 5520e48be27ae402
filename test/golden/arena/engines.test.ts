import { join } from "node:path";
import { describe, expect } from "vitest";
import { testOnEveryEngine } from "../on-engines.ts";
import golden from "./battle.json";
import { answerAll, summarise } from "./proof.ts";
import goldenWar from "./war.json";
import { recordWar } from "./war.ts";

const SECONDS = 600;

describe("D2, D3: one battle and a war of the arena, the same bits on every engine", () => {
  testOnEveryEngine({
    entry: join(import.meta.dirname, "proof.ts"),
    input: recordWar,
    answerHere: answerAll,
    check({ battle, war }, here, journal) {
      const { ticks, hashes } = war;
      console.log(`${ticks} ticks, ${hashes.length} hashes, the last ${hashes.at(-1)}`);
      expect(battle).toEqual(golden);
      expect(firstDifference(hashes, here.war.hashes)).toBe("none");
      expect(war).toEqual(here.war);
      expect(hashes).toHaveLength(SECONDS);
      expect(summarise(journal, war)).toEqual(goldenWar);
    },
  });
});

/** In words, because two lists of 600 hashes say little. */
function firstDifference(found: readonly string[], expected: readonly string[]): string {
  if (found.length !== expected.length) return `${found.length} hashes, not ${expected.length}`;
  const second = found.findIndex((hash, i) => hash !== expected[i]);
  return second < 0 ? "none" : `second ${second + 1}: ${found[second]}, and ${expected[second]} on Bun`;
}
