import { describe, expect, it } from "vitest";
import { impuritiesIn } from "../../../server/testing/find-impurities.ts";
import { MACHINES, SHARED_CODE } from "../../../server/testing/purity-rules.ts";
import { readSources } from "../../harness/sources.ts";

describe("D1, D2: shared code is pure", () => {
  it.each(MACHINES)("refuses $what", (rule) => {
    const { what, example, instead } = rule;
    expect(impuritiesIn("x.ts", example, [rule])).toEqual([`x.ts:1 uses ${what}: ${example} (instead: ${instead})`]);
  });

  it.each(["ids.sort((a, b) => a - b)", "rows.sort((a, b) => (a.x < b.x ? -1 : 1))", "new Float64Array(8)"])(
    "accepts `%s`",
    (line) => {
      expect(impuritiesIn("x.ts", line)).toEqual([]);
    },
  );

  it("finds nothing of the kind in shared, or in rules of the examples", () => {
    const sources = [...readSources(["shared"]), ...readSources(["examples"], /\/rules\.ts$/)];
    expect(sources.length).toBeGreaterThan(10);
    const isWire = (path: string) => /^shared\/(?:wire|games\/[^/]+\/wire)\//.test(path);
    const rulesOf = (path: string) => (isWire(path) ? SHARED_CODE : MACHINES);
    expect(sources.flatMap(({ path, text }) => impuritiesIn(path, text, rulesOf(path)))).toEqual([]);
  });
});
