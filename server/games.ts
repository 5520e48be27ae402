import { join, resolve } from "node:path";
import { GAMES, type GameTable, gameFile } from "../shared/games.ts";
import type { AnyRules } from "../shared/kit/index.ts";
import type { ColyseusGame } from "./colyseus-rooms/index.ts";
import type { Config } from "./config.ts";
import { checkSettings, type DeclaredSettings, type GameSettings } from "./game-settings.ts";
import type { JournalStore } from "./journal/port.ts";
import type { Consumer } from "./outbox/index.ts";
import type { Community } from "./platform/community/index.ts";
import type { FeedHub } from "./platform/feed/hub.ts";
import type { RightRequest } from "./platform/identity/rights.ts";
import type { MatchSource } from "./platform/matches/match-source.ts";
import type { NotificationOptions } from "./platform/notifications/index.ts";
import type { RecordingEraser } from "./releases/recording-erasures.ts";
import type { ReleaseHost } from "./releases/release.ts";
import type { Summarize } from "./rounds/round-list.ts";
import type { AnyRoomDefinition } from "./runtime/room-definition.ts";

/** What a game gives to the server: the default export of the file `server.ts` in its folder. */
export interface ServerGame {
  /** Its room type, named like the game's row. Throws a RangeError or TypeError on settings that no room can have. */
  define(host: GameHost): AnyRoomDefinition;
  /** Path of its page. Default: `/games/NAME`. */
  readonly page?: string;
  /**
   * File in its folder that releases bundle, see `ReleasedScript`, so that matches outlast a change of the rules. Default:
   * none; matches of earlier rules are set aside.
   */
  readonly release?: string;
  /** Summarizes a finished round for `/rounds`. Default: its length, its players' names and its last hash. */
  readonly summarize?: Summarize;
  /** Erases deleted players from recordings of versions that recorded names. Default: none did. */
  readonly eraser?: RecordingEraser;
  /** Environment variables of its own, for settings that `define` gets. */
  readonly settings?: GameSettings;
  /** What its matches tell the platform. Called once per server, and in development at each change. Default: nothing. */
  matches?(): MatchSource;
  /** Its rules, if they come from the kit. */
  readonly kit?: KitRules;
  /** For the game in whose room all players meet. One game can be it. */
  community?(host: CommunityHost): Community;
  /** Consumers of its events, besides those of `matches`. */
  consumers?(host: ConsumersHost): readonly Consumer[];
}

/** Rules of the kit, which development changes while they are played. */
export interface KitRules {
  readonly rules: AnyRules;
  /** The same game with the same rules under another version. */
  withVersion(version: number): ServerGame & { readonly kit: KitRules };
}

/** What the server gives to a game that defines its room. */
export interface GameHost extends ReleaseHost {
  readonly config: Config;
  /** Settings that differ from the game's defaults: of the environment, see `ServerGame.settings`, and of `Tuning.games`. */
  readonly settings: object;
  /** Wall clock, ms since 1970. */
  readonly nowMs: () => number;
  /** Whether a player may do something, as the store says now; never rejects. Absent: another gate decides. */
  readonly mayDo?: (intent: RightRequest) => Promise<boolean>;
}

export interface CommunityHost {
  /** Of its room type. */
  readonly roomName: string;
  readonly journals: JournalStore;
  /** Logs a message for the operator. */
  readonly warn: (text: string) => void;
}

/** The platform's services for a game's own consumers. */
export interface ConsumersHost extends NotificationOptions {
  readonly feed: Pick<FeedHub, "consume">;
  /** A player's sanctions changed in the store. */
  readonly sanctioned: (player: number) => Promise<void>;
}

/** A row of the table of games, loaded. */
export interface LoadedGame<Game extends ServerGame | ColyseusGame = ServerGame> {
  readonly name: string;
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly game: Game;
}

/** A row whose game is a clockwork or a Colyseus room class. */
export type LoadedRow = LoadedGame | LoadedGame<ColyseusGame>;

export const isClockwork = (row: LoadedRow): row is LoadedGame => !isColyseusGame(row.game);
export const isColyseusRow = (row: LoadedRow): row is LoadedGame<ColyseusGame> => isColyseusGame(row.game);

const isColyseusGame = (game: object): game is ColyseusGame => "colyseus" in game;

const ROOT = join(import.meta.dirname, "..");
const FILE = "server.ts";
const ROW_NAME = /^[a-z][a-z0-9-]{0,31}$/;

const FIELDS: { readonly [Name in keyof Required<ServerGame>]: "function" | "string" | "object" } = {
  define: "function",
  page: "string",
  release: "string",
  summarize: "function",
  eraser: "object",
  settings: "object",
  matches: "function",
  kit: "object",
  community: "function",
  consumers: "function",
};

/** Loads the games of a table. Leaves out a game that cannot be loaded, and warns. Never rejects. */
export async function loadGames(warn: (text: string) => void, table: GameTable = GAMES): Promise<readonly LoadedRow[]> {
  const loaded: LoadedRow[] = [];
  for (const [name, row] of Object.entries(table)) {
    const file = gameFile(row, "server", FILE);
    try {
      if (!ROW_NAME.test(name))
        throw new TypeError("its name is not 1 to 32 of a-z, 0-9 and -, beginning with a letter");
      const module: { readonly default?: unknown } = await import(/* @vite-ignore */ resolve(ROOT, file));
      const { default: exported } = module;
      const folder = resolve(ROOT, gameFile(row, "server", ""));
      if (typeof exported === "object" && exported !== null && isColyseusGame(exported)) {
        loaded.push({ name, folder, game: exported });
        continue;
      }
      const game = checkGame(exported);
      checkSettings(name, game.settings ?? {});
      if (game.community !== undefined && loaded.some(hasCommunity))
        throw new TypeError("community: another game has one, and a server has one");
      loaded.push({ name, folder, game });
    } catch (error) {
      warn(leftOut(name, file, error));
    }
  }
  return loaded;
}

/** The settings that games of a table declare. Never rejects: who loads the games says which cannot be loaded. */
export async function declaredSettings(table: GameTable): Promise<readonly DeclaredSettings[]> {
  const games = (await loadGames(() => {}, table)).filter(isClockwork);
  return games.flatMap(({ name, game: { settings } }) => (settings === undefined ? [] : { name, settings }));
}

const hasCommunity = (row: LoadedRow) => isClockwork(row) && row.game.community !== undefined;

/** The text for the log about a game that the server cannot run. */
export function leftOut(name: string, file: string, error: unknown): string {
  return `game ${name} is left out: ${file}: ${error instanceof Error ? error.message : String(error)}`;
}

/** What a module exports as a game. Throws a TypeError that names the field. */
export function checkGame(exported: unknown): ServerGame {
  if (typeof exported !== "object" || exported === null)
    throw new TypeError("it has no default export of a ServerGame");
  const fields = exported as Readonly<Record<string, unknown>>;
  for (const [field, value] of Object.entries(fields)) {
    const type = Object.hasOwn(FIELDS, field) ? FIELDS[field as keyof ServerGame] : undefined;
    if (type === undefined)
      throw new TypeError(`${field}: no such field; a ServerGame has ${Object.keys(FIELDS).join(", ")}`);
    if (value !== undefined && typeof value !== type) throw new TypeError(`${field}: ${typeof value}, not a ${type}`);
  }
  if (fields.define === undefined) throw new TypeError("define: missing");
  return exported as ServerGame;
}
