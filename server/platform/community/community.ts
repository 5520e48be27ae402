import { type Consumer, type EventId, RetryLater } from "../../outbox/index.ts";
import type { MatchEvents } from "../matches/match-events.ts";
import type { NameLookup } from "../names/pilot-names.ts";

/** Online players, including those with held seats. */
export interface Presence {
  has(player: number): boolean;
  /** The online player with a name, case-insensitive; null: none. */
  playerNamed(name: string): number | null;
}

/** A message that a player wrote. */
export interface PlayerMessage {
  readonly channel: string;
  readonly line: number;
  /** ms since 1970 */
  readonly atMs: number;
  readonly text: string;
}

/** A notification of a player's inbox. */
export interface PushedNotification {
  readonly player: number;
  /** Of the row in the inbox. */
  readonly id: number;
  readonly text: string;
  readonly cause: EventId;
}

/** The room where players meet, for the platform's services. A game provides it. */
export interface Community {
  /** Rejects with `RetryLater` while the room does not run here. */
  presence(): Promise<Presence>;
  /** Shows notifications to players who are online, once per cause. Rejects with `RetryLater` like {@link presence}. */
  notify(notifications: readonly PushedNotification[]): Promise<unknown>;
  /** Erases what a deleted player wrote, once per cause; causes must rise. Rejects while that is impossible. */
  forget(player: number, cause: EventId): Promise<void>;
  /** Deletes journals that were set aside and may hold anything of deleted players. */
  discardAsides(players: ReadonlySet<number>): Promise<unknown>;
  /** A player's messages; null: the room does not run here. */
  messagesOf(player: number): Promise<readonly PlayerMessage[] | null>;
  /** Consumers of matches that report their status: they show who plays where, and the scores. */
  matchConsumers(events: MatchEvents, names: NameLookup): readonly Consumer[];
  /**
   * Matches run that do not report their status: each has a chat channel until it is named no more for some seconds. Rejects
   * like {@link presence}.
   *
   * @param rooms their ids
   */
  matchesRun(rooms: readonly string[], cause: EventId): Promise<unknown>;
}

/** Of a server without such a room. */
export const NO_COMMUNITY: Community = {
  presence: async () => ({ has: () => false, playerNamed: () => null }),
  notify: () => Promise.reject(new RetryLater("this server has no room where players meet")),
  forget: async () => {},
  discardAsides: async () => {},
  messagesOf: async () => [],
  matchConsumers: () => [],
  matchesRun: async () => {},
};

/** For a server whose community may be among the games that could not be loaded: what must reach it waits. */
export const UNAVAILABLE_COMMUNITY: Community = {
  ...NO_COMMUNITY,
  forget: () => Promise.reject(new RetryLater("a game of this server could not be loaded")),
  messagesOf: async () => null,
};
