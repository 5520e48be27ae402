import { isPrivateRoom } from "../../../shared/wire/private-rooms.ts";
import type { Consumer, Delivery } from "../../outbox/index.ts";
import type { Presence } from "../community/index.ts";
import { type MatchEvent, type MatchEvents, matchReader, wantsMatchEvents } from "../matches/match-events.ts";
import { type NameLookup, type NameOf, nameOrNumber } from "../names/pilot-names.ts";
import type { StoreOperations } from "../store/port.ts";
import { onlineFollowers } from "./followers.ts";
import { type NotificationOptions, NotificationQueue } from "./queue.ts";

type Result = Extract<MatchEvent, { type: "result" }>;

const NAME = "notices";

export interface MatchNotificationOptions extends NotificationOptions {
  /** Name of the game. */
  readonly game: string;
  readonly names: NameLookup;
}

/**
 * Notifies players about matches: that the bounty on them rose, and after a round, while there is time to join, that a player they
 * follow stays for the next one.
 */
export function matchNotifications(source: MatchEvents, host: MatchNotificationOptions): Consumer {
  return {
    name: NAME,
    wants: wantsMatchEvents(source, "bounty", "result"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined) return;
      const nameOf = await host.names.ofRoom(room);
      const readEvent = await matchReader(source, host.names, room);
      const letters = new NotificationQueue(NAME, host);
      const presence = await host.community.presence();
      const read = new Map(events.map((event) => [event, readEvent(event.bytes)]));
      // The players of the round, and followers that were notified already.
      const notified = new Set([...read.values()].flatMap((event) => (event?.type === "result" ? event.player : [])));
      await host.store.consume(NAME, events, async (delivery, within) => {
        const event = read.get(delivery);
        if (event?.type === "result" && event.player !== 0)
          await notifyFollowers(delivery, event, nameOf, within, letters, presence, notified, host);
        if (event?.type === "bounty" && event.player !== 0) {
          const { player, bounty } = event;
          await letters.add(within, delivery.id, player, { kind: "bounty", room: delivery.id.room, bounty });
        }
      });
      await letters.push();
    },
  };
}

async function notifyFollowers(
  { id }: Delivery,
  result: Result,
  nameOf: NameOf,
  within: StoreOperations,
  letters: NotificationQueue,
  presence: Presence,
  notified: Set<number>,
  { game, metrics }: MatchNotificationOptions,
): Promise<void> {
  const { room } = id;
  const { player, round } = result;
  if (isPrivateRoom(room)) return;
  const name = "name" in result ? result.name : nameOrNumber(result.pilot, nameOf);
  for (const follower of await onlineFollowers(player, within, presence, notified, metrics)) {
    notified.add(follower);
    await letters.add(within, id, follower, { kind: "round", room, round: round + 1, player, name, game });
  }
}
