import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../harness/sources.ts";

/** Lines of all TypeScript files of a folder of the repository. */
export function sourceLines(folder: string): number {
  const files = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".ts"));
  const lines = files.map(
    (name) =>
      readFileSync(join(ROOT, folder, name), "utf8")
        .trimEnd()
        .split("\n").length,
  );
  return lines.reduce((sum, count) => sum + count, 0);
}
