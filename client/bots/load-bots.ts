import { existsSync } from "node:fs";
import { GAMES, gameFile } from "../../shared/games.ts";
import type { GamePilots } from "../kit/game-pilots.ts";
import { ArgumentError } from "./argument-error.ts";
import type { GameBots } from "./bot.ts";
import { kitBots } from "./kit-bots.ts";

const pathOf = (room: string): URL => new URL(`../../${gameFile(GAMES[room], "client", "pilots.ts")}`, import.meta.url);

/** Games that have pilots. */
const playable = (): string[] => Object.keys(GAMES).filter((room) => existsSync(pathOf(room)));

/**
 * The bots that play in a room. Throws {@link ArgumentError} where no game of this name has pilots, or its game has not
 * this one.
 *
 * @param pilot null: a mix of all
 */
export async function loadBots(room: string, pilot: string | null): Promise<GameBots> {
  const rooms = playable();
  if (!rooms.includes(room)) throw refusal("--room", room, rooms);
  const exported = ((await import(pathOf(room).href)) as { default: GameBots | GamePilots<never> }).default;
  const bots: GameBots = "newBot" in exported ? exported : (kitBots(exported) as GameBots);
  if (pilot !== null && !bots.pilots.includes(pilot)) throw refusal(`--pilot of ${room}`, pilot, bots.pilots);
  return bots;
}

const refusal = (flag: string, value: string, choices: readonly string[]) =>
  new ArgumentError(`${flag} ${JSON.stringify(value)} is invalid: give one of ${choices.join(", ")}`);
