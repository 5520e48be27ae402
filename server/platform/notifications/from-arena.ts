import type { Event } from "../../../shared/games/arena/event.ts";
import { decodeAnyEvent, type LegacyEvent } from "../../../shared/games/arena/legacy-events.ts";
import { nameOfPilot } from "../../../shared/games/arena/seats.ts";
import { isPrivateRoom } from "../../../shared/wire/private-rooms.ts";
import { type Consumer, type Delivery, wantsTypes } from "../../outbox/index.ts";
import type { NameLookup, NameOf } from "../names/pilot-names.ts";
import type { StoreOperations } from "../store/port.ts";
import { onlineFollowers } from "./followers.ts";
import type { NotificationMetrics } from "./metrics.ts";
import { type Presence, readPresence } from "./presence.ts";
import { type NotificationHost, NotificationQueue } from "./queue.ts";

type Wanted = Extract<Event | LegacyEvent, { type: "wanted" }>;
type Result = Extract<Event | LegacyEvent, { type: "result" }>;

const NAME = "notices";

/**
 * Notifies players about matches: that the bounty on them rose, and after a round, while there is time to join, that a player they
 * follow stays for the next one.
 */
export function arenaNotifications(host: NotificationHost & { readonly names: NameLookup }): Consumer {
  return {
    name: NAME,
    wants: wantsTypes<Event>("wanted", "result"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined) return;
      const nameOf = await host.names.ofRoom(room);
      const letters = new NotificationQueue(NAME, host);
      const presence = await readPresence(host.lobby);
      const read = new Map(events.map((event) => [event, decodeAnyEvent(event.bytes) as Wanted | Result]));
      // The players of the round, and followers that were notified already.
      const notified = new Set([...read.values()].flatMap((event) => (event.type === "result" ? event.player : [])));
      await host.store.consume(NAME, events, async (delivery, within) => {
        const event = read.get(delivery);
        if (event === undefined || event.player === 0) return;
        if (event.type === "result")
          await notifyFollowers(delivery, event, nameOf, within, letters, presence, notified, host.metrics);
        else {
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
  metrics: NotificationMetrics,
): Promise<void> {
  const { room } = id;
  const { player, round } = result;
  if (isPrivateRoom(room)) return;
  const name = "name" in result ? result.name : nameOfPilot(result.pilot, nameOf);
  for (const follower of await onlineFollowers(player, within, presence, notified, metrics)) {
    notified.add(follower);
    await letters.add(within, id, follower, { kind: "round", room, round: round + 1, player, name });
  }
}
