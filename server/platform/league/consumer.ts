import { NOTIFICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { isPrivateRoom } from "../../../shared/wire/private-rooms.ts";
import type { Consumer, EventId } from "../../outbox/index.ts";
import { type MatchEvent, type MatchEvents, matchReader, wantsMatchEvents } from "../matches/match-events.ts";
import type { NameLookup } from "../names/pilot-names.ts";
import { type NotificationOptions, NotificationQueue } from "../notifications/queue.ts";
import type { StoreOperations } from "../store/port.ts";
import { findOvertaken } from "./overtaken.ts";
import { periodStartMs } from "./periods.ts";

type Result = Extract<MatchEvent, { type: "result" }>;

const NAME = "league";
/**
 * Number of a player's recent rounds to search for one that has just ended: players in two matches at once have
 * several.
 */
const RECENT_ROUNDS = 8;

export interface LeagueOptions extends NotificationOptions {
  /** Name of the game in whose league the results count. */
  readonly game: string;
  readonly names: Pick<NameLookup, "playersOf">;
}

/**
 * Adds the results of signed-in players to their game's league, each once, and notifies those who fell behind. Private
 * matches do not count: there, anyone could give credits to anyone.
 */
export function leagueConsumer(source: MatchEvents, options: LeagueOptions): Consumer {
  const { store, names } = options;
  return {
    name: NAME,
    wants: wantsMatchEvents(source, "result", "roundEnd"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined || isPrivateRoom(room)) return;
      const read = await matchReader(source, names, room);
      const letters = new NotificationQueue(NAME, options);
      await store.consume(NAME, events, async ({ id, bytes }, within) => {
        const event = read(bytes);
        if (event?.type === "result") await count(event, room, options, within);
        if (event?.type === "roundEnd") await tellOvertaken(event.round, id, options, within, letters);
      });
      await letters.push();
    },
  };
}

async function count(
  result: Result,
  room: string,
  { game, nowMs }: LeagueOptions,
  within: StoreOperations,
): Promise<void> {
  const { round, player, place, credits, kills, deaths } = result;
  // Players who did nothing do not count as present.
  if (player === 0 || credits + kills + deaths === 0) return;
  await within.addRound({ game, room, round, endedAtMs: nowMs() }, [{ player, place, credits, kills, deaths }]);
}

async function tellOvertaken(
  round: number,
  id: EventId,
  { game, nowMs, metrics }: LeagueOptions,
  within: StoreOperations,
  letters: NotificationQueue,
): Promise<void> {
  const rows = await within.league(game, periodStartMs("day", nowMs()), NOTIFICATION_LIMITS.overtakenPlaces);
  if (rows.length === NOTIFICATION_LIMITS.overtakenPlaces) metrics.limited("overtakenPlaces");
  const gained = new Map<number, number>();
  for (const { player } of rows) {
    const recent = await within.roundsOf(player, RECENT_ROUNDS);
    const own = recent.find((one) => one.room === id.room && one.round === round);
    if (own !== undefined) gained.set(player, own.credits);
  }
  for (const { player, place, by } of findOvertaken(rows, gained))
    await letters.add(within, id, player, { kind: "overtaken", player: by.player, name: by.name, place, game });
}
