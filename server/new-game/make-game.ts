import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Examples that a new game can begin as. */
export const PRESETS = { action: "trails", turns: "bluff" } as const;
export type Preset = keyof typeof PRESETS;

const TABLE = "shared/games.ts";
const END_OF_TABLE = /^};$/m;
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MOST_LETTERS = 32;

/** A new game cannot be made; the message says why and what would do. */
export class GameRefused extends Error {
  override readonly name = "GameRefused";
}

/**
 * Makes a game that runs: a copy of an example under another name with a test and a page for coding assistants, and its row in
 * the table of games. Throws {@link GameRefused}; then nothing was written.
 *
 * @param root folder of the project
 * @returns its folder, from the root
 */
export function makeGame(root: string, name: string, preset: Preset): string {
  if (!NAME.test(name) || name.length > MOST_LETTERS)
    throw new GameRefused(
      `${JSON.stringify(name)} is not a game's name: up to ${MOST_LETTERS} of a-z, 0-9 and -, such as light-tag`,
    );
  const folder = `examples/${name}`;
  const table = readFileSync(join(root, TABLE), "utf8");
  const row = `  ${name.includes("-") ? JSON.stringify(name) : name}: "${folder}",\n`;
  if (new RegExp(`^ {2}"?${name}"?:`, "m").test(table)) throw new GameRefused(`${TABLE} has a row ${name} already`);
  if (existsSync(join(root, folder))) throw new GameRefused(`${folder} is there already`);
  if (!END_OF_TABLE.test(table)) throw new GameRefused(`${TABLE}: the end of the table is not where it was`);

  const rename = renamer(PRESETS[preset], name);
  const from = join(root, "examples", PRESETS[preset]);
  mkdirSync(join(root, folder));
  for (const file of readdirSync(from).filter((entry) => entry.endsWith(".ts") && !entry.endsWith(".test.ts")))
    writeFileSync(join(root, folder, file), rename(readFileSync(join(from, file), "utf8")));
  for (const [file, template] of [
    [`${name}.test.ts`, "game.test.ts.txt"],
    ["AGENTS.md", "AGENTS.md"],
  ])
    writeFileSync(
      join(root, folder, file),
      readFileSync(join(import.meta.dirname, template), "utf8").replaceAll("GAME", name),
    );
  writeFileSync(join(root, TABLE), table.replace(END_OF_TABLE, `${row}};`));
  return folder;
}

/** Replaces an example's name: as an id, as a title, and in code, where rules are just `rules`. */
function renamer(from: string, name: string): (text: string) => string {
  const capital = (word: string) => word[0].toUpperCase() + word.slice(1);
  const names: Readonly<Record<string, string>> = {
    [`"${from}"`]: JSON.stringify(name),
    [`"${capital(from)}"`]: JSON.stringify(name.split("-").map(capital).join(" ")),
    [`rules: ${from},`]: "rules,",
    [from]: "rules",
  };
  const any = new RegExp(`"${from}"|"${capital(from)}"|\\brules: ${from},|\\b${from}\\b`, "g");
  return (text) => text.replace(any, (found) => names[found]);
}
