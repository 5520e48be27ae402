import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Examples that a new game can begin as. */
export const PRESETS = { action: "trails", turns: "bluff" } as const;
export type Preset = keyof typeof PRESETS;

/** Where a game is made. */
export interface Place {
  /** Folder of its games, from the root. */
  readonly games: string;
  /** File with the table of games, from the root. */
  readonly table: string;
  /** The page about games, from the root. */
  readonly guide: string;
  /** Commands for its developer, with what they are for. */
  readonly commands: readonly (readonly [command: string, what: string])[];
}

/** This code's own repository. */
export const REPOSITORY: Place = {
  games: "examples",
  table: "shared/games.ts",
  guide: "docs/make-a-game.md",
  commands: [
    ["npm run dev", "the server; saved edits are played at once: http://localhost:2567/games/GAME"],
    ["npm test examples/GAME", "this game's tests"],
    ["npm run check", "types and lint; npm run format mends the format"],
    ["npm run bots -- --room GAME", "bots with the pilots of this folder"],
    ["npm run replay -- verify FILE", "a finished round, from DATA_DIR/replays"],
  ],
};

/** A project that has this package installed. */
export const PROJECT: Place = {
  games: "games",
  table: "games.ts",
  guide: "node_modules/orrery/docs/make-a-game.md",
  commands: [
    ["npx orrery dev", "the server; saved edits are played at once: http://localhost:2567/games/GAME"],
    ["npx orrery test games/GAME", "this game's tests"],
    ["npx tsc", "types"],
    ["npx orrery bots --room GAME", "bots with the pilots of this folder"],
    ["npx orrery replay verify FILE", "a finished round, from data/replays"],
  ],
};

const CODE = join(import.meta.dirname, "..", "..");
const END_OF_TABLE = /^};$/m;
/** A table without rows, as a formatter writes it. */
const EMPTY_TABLE = /(?<= = \{)(?=};$)/m;
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
 * @param root folder of the place
 * @returns its folder, from the root
 */
export function makeGame(root: string, name: string, preset: Preset, place: Place): string {
  checkName(name);
  const folder = `${place.games}/${name}`;
  const table = readFileSync(join(root, place.table), "utf8").replace(EMPTY_TABLE, "\n");
  const row = `  ${name.includes("-") ? JSON.stringify(name) : name}: "${folder}",\n`;
  if (new RegExp(`^ {2}"?${name}"?:`, "m").test(table))
    throw new GameRefused(`${place.table} has a row ${name} already`);
  if (existsSync(join(root, folder))) throw new GameRefused(`${folder} is there already`);
  if (!END_OF_TABLE.test(table))
    throw new GameRefused(`${place.table}: no row can be added, as no line "};" ends the table`);

  const rename = renamer(PRESETS[preset], name);
  const from = join(CODE, "examples", PRESETS[preset]);
  mkdirSync(join(root, folder), { recursive: true });
  for (const file of readdirSync(from).filter((entry) => entry.endsWith(".ts") && !entry.endsWith(".test.ts")))
    writeFileSync(join(root, folder, file), rename(readFileSync(join(from, file), "utf8")));
  const words = { TABLE: place.table, GUIDE: place.guide, COMMANDS: alignedCommands(place), GAME: name };
  for (const [file, template] of [
    [`${name}.test.ts`, "game.test.ts.txt"],
    ["AGENTS.md", "AGENTS.md"],
  ]) {
    const text = readFileSync(join(import.meta.dirname, template), "utf8");
    const filled = Object.entries(words).reduce((found, [word, by]) => found.replaceAll(word, by), text);
    writeFileSync(join(root, folder, file), filled);
  }
  writeFileSync(join(root, place.table), table.replace(END_OF_TABLE, `${row}};`));
  return folder;
}

/** Throws {@link GameRefused}. */
export function checkName(name: string): void {
  if (NAME.test(name) && name.length <= MOST_LETTERS) return;
  throw new GameRefused(
    `${JSON.stringify(name)} is not a game's name: up to ${MOST_LETTERS} of a-z, 0-9 and -, such as light-tag`,
  );
}

/** A line for each command. */
function alignedCommands({ commands }: Place): string {
  const width = Math.max(...commands.map(([command]) => command.length)) + 5;
  return commands.map(([command, what]) => command.padEnd(width) + what).join("\n");
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
