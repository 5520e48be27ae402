import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../../../harness/sources.ts";

const PAGE = join(ROOT, "client", "games", "arena");

it("only where the arena writes and reads a time itself, it asks a clock that may be hours off", () => {
  const own = [join("page", "boot.ts"), join("page", "front-page.ts")];
  const asking = readdirSync(PAGE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => /Date\.now\(|new Date\(\)/.test(readFileSync(join(PAGE, file), "utf8")));
  expect(asking.filter((file) => !own.includes(file))).toEqual([]);
});
