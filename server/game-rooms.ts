import type { AccountServices } from "./account-services.ts";
import type { CoreServices } from "./core-services.ts";
import { type LoadedGame, leftOut } from "./games.ts";
import type { Consumer } from "./outbox/index.ts";
import type { Community } from "./platform/community/index.ts";
import type { Feed } from "./platform/feed/index.ts";
import { leagueConsumer } from "./platform/league/index.ts";
import type { MatchSource } from "./platform/matches/match-source.ts";
import { matchNotifications, notificationMetrics } from "./platform/notifications/index.ts";
import type { AnyRoomDefinition } from "./runtime/room-definition.ts";
import type { Tuning } from "./tuning.ts";

/** A game whose rooms this server runs. */
export interface GameRooms extends LoadedGame {
  /** Its room type, with its consumers. */
  readonly definition: AnyRoomDefinition;
  /** Whether it is played in matches, which quick play finds and spectators may watch. */
  readonly hasMatches: boolean;
  /** Whether it is played in matches that do not tell the community how they are: see `MatchHeartbeat`. */
  readonly isQuiet: boolean;
}

export interface GameRoomsOptions {
  readonly base: CoreServices;
  readonly tuning: Tuning;
  readonly feed: Feed;
  readonly community: Community;
  readonly accounts: AccountServices;
}

/** Defines the room type of a game. Throws a RangeError or TypeError on rules or settings that no room can have. */
export type DefineGameRooms = (game: LoadedGame) => GameRooms;

/** Call it once per server. */
export function gameDefiner(options: GameRoomsOptions): DefineGameRooms {
  const consumersOf = consumerFactory(options);
  return (loaded) => {
    const { game } = loaded;
    const defined = defineGame(loaded, options);
    const source = game.matches?.() ?? null;
    const consumers = [...consumersOf(loaded, source), ...(defined.consumers ?? [])];
    // Rooms with private journals are no matches.
    const hasMatches = defined.singleton !== true && defined.erasures === undefined;
    const definition = { ...defined, consumers, ...(source !== null && observing(defined, source, options.feed)) };
    const isQuiet = hasMatches && !reportsStatus(source);
    return { ...loaded, definition, hasMatches, isQuiet };
  };
}

/**
 * Defines the room types of games. Leaves out a game that fails, and warns. Throws its error if it fails because of settings
 * in `tuning`.
 */
export function defineGames(
  games: readonly LoadedGame[],
  define: DefineGameRooms,
  { base, tuning }: Pick<GameRoomsOptions, "base" | "tuning">,
): GameRooms[] {
  /** Names of games by their machines. */
  const machines = new Map<string, string>();
  return games.flatMap((loaded): GameRooms[] => {
    const { name } = loaded;
    try {
      const defined = define(loaded);
      const { id } = defined.definition.machine;
      if (machines.has(id)) throw new TypeError(`its machine ${id} is that of the game ${machines.get(id)}, too`);
      machines.set(id, name);
      return [defined];
    } catch (error) {
      if (tuning.games?.[name] !== undefined) throw error;
      base.warn(leftOut(name, "define", error));
      return [];
    }
  });
}

/** Whether matches say once a second how they are. Others are known to the community by a heartbeat alone. */
function reportsStatus(source: MatchSource | null): boolean {
  return source !== null && Object.values(source.events.types).includes("status");
}

function defineGame({ name, game }: LoadedGame, { base, tuning, accounts }: GameRoomsOptions): AnyRoomDefinition {
  const { config, wallMs } = base;
  const definition = game.define({
    config,
    settings: { ...config.games[name], ...tuning.games?.[name] },
    seatHoldS: config.seatHoldS,
    nowMs: wallMs,
    ...(tuning.gate === undefined && { mayDo: accounts.identity.mayDo }),
  });
  if (definition.name !== name)
    throw new TypeError(`its room type is called ${definition.name}; name the row and the room type alike`);
  return definition;
}

/** What the platform reads of a game's matches. */
function observing(
  { observe }: AnyRoomDefinition,
  source: MatchSource,
  feed: Feed,
): Required<Pick<AnyRoomDefinition, "observe">> {
  const { surveyor } = source;
  return {
    observe(room, world) {
      observe?.(room, world);
      source.observe?.(room, world);
      if (surveyor !== undefined) feed.observe(room, world, surveyor);
    },
  };
}

/** Makes the consumers of each game's events: the platform's, the game's own, and those of `tuning`. */
function consumerFactory({ base, tuning, feed, community, accounts }: GameRoomsOptions) {
  const { store, names, sanctioned } = accounts;
  const { registry, wallMs, report } = base;
  const metrics = notificationMetrics(registry);
  const host = { store, names, community, nowMs: wallMs, metrics, report };
  return ({ name, game }: LoadedGame, source: MatchSource | null): readonly Consumer[] => {
    const own = game.consumers?.({ ...host, feed: feed.hub, sanctioned }) ?? [];
    const more = tuning.consumers?.[name] ?? [];
    if (source === null) return [...own, ...more];
    const { events } = source;
    const options = { ...host, game: name };
    return [
      ...(reportsStatus(source) ? community.matchConsumers(events, names) : []),
      leagueConsumer(events, options),
      matchNotifications(events, options),
      feed.matches(events, name),
      ...own,
      ...more,
    ];
  };
}
