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
 * Tells players what matches have for them: that their head is worth more; and, when a round is over, those who are here and
 * follow someone who stays for the next one, while there is time to join.
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
      // Nobody is told of a round who plays in it, or twice.
      const told = new Set([...read.values()].flatMap((event) => (event.type === "result" ? event.player : [])));
      await host.store.consume(NAME, events, async (delivery, within) => {
        const event = read.get(delivery);
        if (event === undefined || event.player === 0) return;
        if (event.type === "result")
          await tellFollowers(delivery, event, nameOf, within, letters, presence, told, host.metrics);
        else {
          const { player, bounty } = event;
          await letters.write(within, delivery.id, player, { kind: "bounty", room: delivery.id.room, bounty });
        }
      });
      await letters.show();
    },
  };
}

async function tellFollowers(
  { id }: Delivery,
  result: Result,
  nameOf: NameOf,
  within: StoreWork,
  letters: Letters,
  presence: Presence,
  told: Set<number>,
  metrics: NoticeMetrics,
): Promise<void> {
  const { room } = id;
  const { player, round } = result;
  if (isPrivateRoom(room)) return;
  const name = "name" in result ? result.name : nameOfPilot(result.pilot, nameOf);
  for (const follower of await followersHere(player, within, presence, told, metrics)) {
    told.add(follower);
    await letters.write(within, id, follower, { kind: "round", room, round: round + 1, player, name });
  }
}
