import { LRUCache } from "lru-cache";
import { eventCodec } from "../../../../shared/games/lobby/codecs.ts";
import type { Event } from "../../../../shared/games/lobby/event.ts";
import { NOTIFICATION_LIMITS } from "../../../../shared/wire/limits.ts";
import type { Consumer, EventId } from "../../../outbox/index.ts";
import type { Presence } from "../../../platform/community/index.ts";
import {
  type NotificationMetrics,
  type NotificationOptions,
  NotificationQueue,
  onlineFollowers,
} from "../../../platform/notifications/index.ts";
import type { StoreOperations } from "../../../platform/store/port.ts";
import { mentionsOf } from "./mentions.ts";

type ChatEvent = Extract<Event, { type: "line" }>;
type CameEvent = Extract<Event, { type: "came" }>;

const NAME = "notices";

export interface LobbyNotificationOptions extends NotificationOptions {
  /** Makes the key of a name for `StoreWork.accountOf`. */
  readonly nameKey: (name: string) => string;
}

/**
 * Notifies players about the lobby: that a message mentions them, and, if they are online, that a player they follow came. Notices
 * do not hold the message's text, which can be erased in its channel.
 */
export function lobbyNotifications(options: LobbyNotificationOptions): Consumer {
  const recent = new RecentPlayers(NOTIFICATION_LIMITS.friendEveryMs, NOTIFICATION_LIMITS.friendsRemembered, (limit) =>
    options.metrics.limited(limit),
  );
  return {
    name: NAME,
    wants: (event) => isWanted(event as Event),
    async deliver(events) {
      const letters = new NotificationQueue(NAME, options);
      const presence = await options.community.presence();
      const read = new Map(events.map((event) => [event, eventCodec.decode(event.bytes)]));
      await options.store.consume(NAME, events, async (delivery, within) => {
        const event = read.get(delivery);
        if (event?.type === "line") await notifyMentioned(delivery.id, event, within, letters, options, presence);
        if (event?.type === "came" && recent.add(event.player, options.nowMs()))
          await notifyFollowers(delivery.id, event, within, letters, presence, options.metrics);
      });
      await letters.push();
    },
  };
}

/** New messages with an @, without those of a history that is sent to one seat; and arrivals. */
function isWanted(event: Event): boolean {
  if (event.type === "line") return event.seat < 0 && event.text.includes("@");
  return event.type === "came";
}

async function notifyMentioned(
  id: EventId,
  { channel, line, player, name, text }: ChatEvent,
  within: StoreOperations,
  letters: NotificationQueue,
  { nameKey, metrics }: LobbyNotificationOptions,
  presence: Presence,
): Promise<void> {
  const notified = new Set([player]);
  for (const names of mentionsOf(text, () => metrics.limited("mentionsPerLine"))) {
    const mentioned = await firstOf(names, within, nameKey, presence);
    if (mentioned === null || notified.has(mentioned)) continue;
    notified.add(mentioned);
    await letters.add(within, id, mentioned, { kind: "mention", channel, line, player, name });
  }
}

/** The first name that belongs to an account, or to a guest who is online. */
async function firstOf(
  names: readonly string[],
  within: StoreOperations,
  nameKey: (name: string) => string,
  presence: Presence,
): Promise<number | null> {
  for (const name of names) {
    const account = await within.accountOf(nameKey(name));
    const player = account?.id ?? presence.playerNamed(name);
    if (player !== null) return player;
  }
  return null;
}

async function notifyFollowers(
  id: EventId,
  { player, name }: CameEvent,
  within: StoreOperations,
  letters: NotificationQueue,
  presence: Presence,
  metrics: NotificationMetrics,
): Promise<void> {
  for (const follower of await onlineFollowers(player, within, presence, new Set([player]), metrics))
    await letters.add(within, id, follower, { kind: "friend", player, name });
}

/**
 * Limits notices about a player who comes and goes: remembers when the last one was sent. After a restart, one extra notice may be
 * sent.
 */
class RecentPlayers {
  readonly #everyMs: number;
  readonly #limited: (limit: "friendEveryMs" | "friendsRemembered") => void;
  /** Time of the last notice by player. */
  readonly #atMs: LRUCache<number, number>;

  constructor(everyMs: number, most: number, limited: (limit: "friendEveryMs" | "friendsRemembered") => void) {
    this.#limited = limited;
    this.#everyMs = everyMs;
    this.#atMs = new LRUCache({
      max: most,
      dispose: (_atMs, _player, reason) => {
        if (reason === "evict") limited("friendsRemembered");
      },
    });
  }

  /** Returns false if the player was added within the interval. */
  add(player: number, nowMs: number): boolean {
    const atMs = this.#atMs.peek(player);
    if (atMs !== undefined && nowMs - atMs < this.#everyMs) {
      this.#limited("friendEveryMs");
      return false;
    }
    this.#atMs.set(player, nowMs);
    return true;
  }
}
