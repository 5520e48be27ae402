import type { Consumer, Delivery } from "../../server/outbox/index.ts";
import { FeedHub } from "../../server/platform/feed/hub.ts";
import type { FeedLog } from "../../server/platform/feed/log.ts";
import type { Topic } from "../../server/platform/feed/topics.ts";
import { namesOf } from "./names.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** Id of the room whose events are delivered. */
export const ROOM = "room";
/** Two people and an NPC of a match. */
export const ann = { seat: 0, player: 71, name: "Ann" };
export const bob = { seat: 3, player: 0, name: "Bob" };
export const npc = { seat: 64, player: 0, name: "Rook" };
/** The people as a match's events have them: by pilot, whose names are in {@link NAMES}. */
export const annThere = { seat: 0, player: 71, pilot: 5 };
export const bobThere = { seat: 3, player: 0, pilot: 6 };
export const NAMES = namesOf({ 5: "Ann", 6: "Bob" });
/** Errors that feeds have reported. */
export const reports: unknown[] = [];

export const openFeed = (log: FeedLog): Promise<FeedHub> =>
  FeedHub.open(log, { clock: new VirtualClock(), atMs: () => 0, report: (error) => reports.push(error) });

/** Events of ticks 1, 2, … as an outbox delivers those that are wanted. */
export function deliveries<E>(consumer: Consumer, encode: (event: E) => Uint8Array, events: readonly E[]): Delivery[] {
  return events
    .map((event, i) => ({ event, id: { room: ROOM, tick: i + 1, index: 0 } }))
    .filter(({ event }) => consumer.wants?.(event) !== false)
    .map(({ event, id }) => ({ id, bytes: encode(event) }));
}

/** The messages of a topic, without what all of them have. */
export async function messagesOf(log: FeedLog, topic: Topic): Promise<Record<string, unknown>[]> {
  return (await log.read(topic, 0, 100)).map(({ text }) => {
    const { topic: _topic, at: _at, ...rest } = JSON.parse(text);
    return rest;
  });
}
