import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve, sep } from "node:path";
import { GAMES, type GameTable, gameFile } from "../../shared/games.ts";
import { ArgumentError } from "./argument-error.ts";
import type { GameBots } from "./bot.ts";
import { type AnyPilots, kitBots } from "./kit-bots.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const pathOf = (table: GameTable, room: string) => resolve(ROOT, gameFile(table[room], "client", "pilots.ts"));

/** The games of a table that have bots, in its order. */
export function roomsWithBots(table: GameTable): readonly string[] {
  return Object.keys(table).filter((name) => existsSync(pathOf(table, name)));
}

/**
 * The bots that play in a room. Throws {@link ArgumentError} where no game of this name has pilots, or its game has not
 * this one.
 *
 * @param pilot null: a mix of all
 * @param version of the game's rules at the server. Default: as the source says
 */
export async function loadBots(
  room: string,
  pilot: string | null,
  table: GameTable = GAMES,
  version?: number,
): Promise<GameBots> {
  const rooms = roomsWithBots(table);
  if (!rooms.includes(room)) throw refusal("--room", room, rooms);
  const module: { readonly default: GameBots | AnyPilots } = await import(pathOf(table, room));
  const bots = "newBot" in module.default ? module.default : kitBots(module.default, version);
  if (pilot !== null && !bots.pilots.includes(pilot)) throw refusal(`--pilot of ${room}`, pilot, bots.pilots);
  return bots;
}

/** Has the files of a game's folder loaded anew, as they are then: Bun keeps all modules in the cache of `require`. */
export function forgetBots(room: string, table: GameTable): void {
  const { cache } = createRequire(import.meta.url);
  const folder = dirname(pathOf(table, room)) + sep;
  for (const path of Object.keys(cache)) if (path.startsWith(folder)) delete cache[path];
}

const refusal = (flag: string, value: string, choices: readonly string[]) =>
  new ArgumentError(`${flag} ${JSON.stringify(value)} is invalid: give one of ${choices.join(", ")}`);
