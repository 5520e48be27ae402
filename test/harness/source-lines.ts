import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./sources.ts";

/** Lines of all TypeScript files of a folder of the repository, tests left out. */
export function sourceLines(folder: string): number {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const texts = names.map((name) => readFileSync(join(ROOT, folder, name), "utf8").trimEnd());
  return texts.reduce((sum, text) => sum + text.split("\n").length, 0);
}
