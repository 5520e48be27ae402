import { decodeNews, type EarlierNews } from "../../shared/arena/earlier-news.ts";
import type { Event } from "../../shared/arena/event.ts";
import { nameOfPilot } from "../../shared/arena/seats.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import type { FindNames, NameOf } from "../names/pilot-names.ts";
import { type Consumer, type Delivery, ofTypes } from "../outbox/index.ts";
import type { StoreWork } from "../store/port.ts";
import { followersHere } from "./followers.ts";
import { Letters, type LettersHost } from "./letters.ts";
import type { NoticeMetrics } from "./metrics.ts";
import { type Presence, presenceIn } from "./presence.ts";

type Wanted = Extract<Event | EarlierNews, { type: "wanted" }>;
type Result = Extract<Event | EarlierNews, { type: "result" }>;

const NAME = "notices";

/**
 * Notifies players about matches: that the bounty on them rose, and after a round, while there is time to join, that a player they
 * follow stays for the next one.
 */
export function arenaNotices(host: LettersHost & { readonly names: FindNames }): Consumer {
  return {
    name: NAME,
    wants: ofTypes<Event>("wanted", "result"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined) return;
      const nameOf = await host.names.of(room);
      const letters = new Letters(NAME, host);
      const presence = await presenceIn(host.lobby);
      const read = new Map(events.map((event) => [event, decodeNews(event.bytes) as Wanted | Result]));
      // The players of the round, and followers that were notified already.
      const notified = new Set([...read.values()].flatMap((event) => (event.type === "result" ? event.player : [])));
      await host.store.consume(NAME, events, async (delivery, within) => {
        const event = read.get(delivery);
        if (event === undefined || event.player === 0) return;
        if (event.type === "result")
          await notifyFollowers(delivery, event, nameOf, within, letters, presence, notified, host.metrics);
        else {
          const { player, bounty } = event;
          await letters.write(within, delivery.id, player, { kind: "bounty", room: delivery.id.room, bounty });
        }
      });
      await letters.show();
    },
  };
}

async function notifyFollowers(
  { id }: Delivery,
  result: Result,
  nameOf: NameOf,
  within: StoreWork,
  letters: Letters,
  presence: Presence,
  notified: Set<number>,
  metrics: NoticeMetrics,
): Promise<void> {
  const { room } = id;
  const { player, round } = result;
  if (isPrivateRoom(room)) return;
  const name = "name" in result ? result.name : nameOfPilot(result.pilot, nameOf);
  for (const follower of await followersHere(player, within, presence, notified, metrics)) {
    notified.add(follower);
    await letters.write(within, id, follower, { kind: "round", room, round: round + 1, player, name });
  }
}
