import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { ROOT } from "./sources.ts";

/** Not copied: packages, what is built, and data. */
const LEFT_OUT = new Set(["node_modules", ".git", "data"]);

/**
 * Copies the project without a game: without its row in the table of games, the lines of documents that link into its
 * folders, and every folder of its name, which its rules, its server, its page and its tests are in. Returns the copy's
 * path; the caller removes it.
 */
export function copyWithout(game: string): string {
  const copy = mkdtempSync(join(tmpdir(), `orrery-without-${game}-`));
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (path) => basename(path) !== game && !LEFT_OUT.has(relative(ROOT, path)),
  });
  // A folder of its own, as compilers keep caches in it.
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules")))
    if (name !== ".cache") symlinkSync(join(ROOT, "node_modules", name), join(copy, "node_modules", name));
  leaveOutOfDocs(copy, game);
  const table = join(copy, "shared", "games.ts");
  const rows = readFileSync(table, "utf8").split("\n");
  const row = rows.findIndex((line) => line.trimStart().startsWith(`${game}:`));
  if (row < 0) throw new Error(`${table} has no row ${game}`);
  writeFileSync(table, rows.toSpliced(row, 1).join("\n"));
  return copy;
}

function leaveOutOfDocs(copy: string, game: string): void {
  const docs = join(copy, "docs");
  for (const name of readdirSync(docs)) {
    const lines = readFileSync(join(docs, name), "utf8").split("\n");
    const isKept = (line: string) => !line.includes(`/${game}/`) && !line.includes(`/${game})`);
    writeFileSync(join(docs, name), lines.filter(isKept).join("\n"));
  }
}
