import { eventCodec } from "../../shared/lobby/codecs.ts";
import type { Event } from "../../shared/lobby/event.ts";
import { NOTICE_LIMITS } from "../../shared/wire/limits.ts";
import type { Consumer, EventId } from "../outbox/index.ts";
import type { StoreWork } from "../store/port.ts";
import { followersHere } from "./followers.ts";
import { Letters, type LettersHost } from "./letters.ts";
import { mentionsOf } from "./mentions.ts";
import type { NoticeMetrics } from "./metrics.ts";
import { type Presence, presenceIn } from "./presence.ts";

type Line = Extract<Event, { type: "line" }>;
type Came = Extract<Event, { type: "came" }>;

const NAME = "notices";

export interface LobbyNoticesHost extends LettersHost {
  /** Accounts are found by it, see `StoreWork.accountOf`. */
  readonly nameKey: (name: string) => string;
}

/**
 * Tells players what the lobby has for them: that they were named in a line, and, if they are here, that someone came whom
 * they follow. The words themselves stay in their channel, where they can be erased.
 */
export function lobbyNotices(host: LobbyNoticesHost): Consumer {
  const told = new Lately(NOTICE_LIMITS.friendEveryMs, NOTICE_LIMITS.friendsRemembered, (limit) =>
    host.metrics.limited(limit),
  );
  return {
    name: NAME,
    wants: (event) => isWanted(event as Event),
    async deliver(events) {
      const letters = new Letters(NAME, host);
      const presence = await presenceIn(host.lobby);
      const read = new Map(events.map((event) => [event, eventCodec.decode(event.bytes)]));
      await host.store.consume(NAME, events, async (delivery, within) => {
        const event = read.get(delivery);
        if (event?.type === "line") await tellMentioned(delivery.id, event, within, letters, host, presence);
        if (event?.type === "came" && told.isNew(event.player, host.nowMs()))
          await tellFollowers(delivery.id, event, within, letters, presence, host.metrics);
      });
      await letters.show();
    },
  };
}

/** Of lines, those that are said, not those that are told again to whoever comes. */
function isWanted(event: Event): boolean {
  if (event.type === "line") return event.seat < 0 && event.text.includes("@");
  return event.type === "came";
}

async function tellMentioned(
  id: EventId,
  { channel, line, player, name, text }: Line,
  within: StoreWork,
  letters: Letters,
  { nameKey, metrics }: LobbyNoticesHost,
  presence: Presence,
): Promise<void> {
  const told = new Set([player]);
  for (const names of mentionsOf(text, () => metrics.limited("mentionsPerLine"))) {
    const meant = await firstOf(names, within, nameKey, presence);
    if (meant === null || told.has(meant)) continue;
    told.add(meant);
    await letters.write(within, id, meant, { kind: "mention", channel, line, player, name });
  }
}

/** An account wherever it is, or a guest who is here. */
async function firstOf(
  names: readonly string[],
  within: StoreWork,
  nameKey: (name: string) => string,
  presence: Presence,
): Promise<number | null> {
  for (const name of names) {
    const account = await within.accountOf(nameKey(name));
    const player = account?.id ?? presence.named(name);
    if (player !== null) return player;
  }
  return null;
}

async function tellFollowers(
  id: EventId,
  { player, name }: Came,
  within: StoreWork,
  letters: Letters,
  presence: Presence,
  metrics: NoticeMetrics,
): Promise<void> {
  for (const follower of await followersHere(player, within, presence, new Set([player]), metrics))
    await letters.write(within, id, follower, { kind: "friend", player, name });
}

/**
 * Who was told of a little while ago: whoever comes and goes all the time is no news. A restart forgets it, which costs one
 * notice more.
 */
class Lately {
  readonly #everyMs: number;
  readonly #most: number;
  readonly #limited: (limit: "friendEveryMs" | "friendsRemembered") => void;
  /** When, by player, the oldest first. */
  readonly #atMs = new Map<number, number>();

  constructor(everyMs: number, most: number, limited: (limit: "friendEveryMs" | "friendsRemembered") => void) {
    this.#limited = limited;
    this.#everyMs = everyMs;
    this.#most = most;
  }

  isNew(player: number, nowMs: number): boolean {
    const atMs = this.#atMs.get(player);
    if (atMs !== undefined && nowMs - atMs < this.#everyMs) {
      this.#limited("friendEveryMs");
      return false;
    }
    this.#atMs.delete(player);
    this.#atMs.set(player, nowMs);
    if (this.#atMs.size > this.#most) {
      this.#atMs.delete([...this.#atMs.keys()][0]);
      this.#limited("friendsRemembered");
    }
    return true;
  }
}
