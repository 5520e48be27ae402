import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findImpurities } from "../../../server/testing/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-impurities-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function find(files: Readonly<Record<string, string>>): string[] {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return findImpurities(pathToFileURL(join(folder, "rules.ts"))).map((found) => found.replace(join(folder, "/"), ""));
}

it("names file, line, what was found and what to use instead, also in files that rules import", () => {
  expect(
    find({
      "rules.ts":
        'import { defineRules } from "orrery/kit";\nimport { far } from "./far.ts";\nexport default far(3);\n',
      "far.ts": 'import { near } from "./near.ts";\n\nexport const far = (x: number) => near(x) ** 2;\n',
      "near.ts": 'import { far } from "./far.ts";\n/** No Math.random here. */\nexport const near = Math.sin;\n',
    }),
  ).toEqual([
    "far.ts:3 uses exponentiation: export const far = (x: number) => near(x) ** 2; (instead: products: x * x)",
    "near.ts:3 uses inexact Math: export const near = Math.sin; (instead: sin, cos, headingOf or isqrt of orrery/kit, or a table of integers)",
  ]);
});

it("finds nothing in files that rules do not import", () => {
  expect(find({ "rules.ts": "export default 1;\n", "page.ts": "export const now = Date.now();\n" })).toEqual([]);
});
