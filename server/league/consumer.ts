import { decodeNews, type EarlierNews } from "../../shared/arena/earlier-news.ts";
import type { Event } from "../../shared/arena/event.ts";
import { NOTICE_LIMITS } from "../../shared/wire/limits.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import { Letters, type LettersHost } from "../notices/letters.ts";
import { type Consumer, type EventId, ofTypes } from "../outbox/index.ts";
import type { StoreWork } from "../store/port.ts";
import { overtaken } from "./overtaken.ts";
import { sinceMs } from "./periods.ts";

type Result = Extract<Event | EarlierNews, { type: "result" }>;
type RoundEnd = Extract<Event, { type: "roundEnd" }>;

const NAME = "league";
/** Rounds of a player that are looked through for one that has just ended: who plays in two matches at once has more. */
const RECENT_ROUNDS = 8;

/**
 * Puts the results of those who are known into the league, each once, and tells those who fell behind by a round. Private
 * matches do not count: there, anyone could give credits to anyone.
 */
export function leagueConsumer(host: LettersHost): Consumer {
  const { store, nowMs } = host;
  return {
    name: NAME,
    wants: ofTypes<Event>("result", "roundEnd"),
    async deliver(events) {
      const letters = new Letters(NAME, host);
      await store.consume(NAME, events, async ({ id, bytes }, within) => {
        if (isPrivateRoom(id.room)) return;
        const event = decodeNews(bytes) as Result | RoundEnd;
        if (event.type === "result") await count(event, id.room, nowMs(), within);
        else await tellOvertaken(event.round, id, host, within, letters);
      });
      await letters.show();
    },
  };
}

async function count(result: Result, room: string, endedAtMs: number, within: StoreWork): Promise<void> {
  const { round, player, place, credits, kills, deaths } = result;
  // Who did nothing was not there.
  if (player === 0 || credits + kills + deaths === 0) return;
  await within.addRound({ room, round, endedAtMs }, [{ player, place, credits, kills, deaths }]);
}

async function tellOvertaken(
  round: number,
  id: EventId,
  { nowMs, metrics }: LettersHost,
  within: StoreWork,
  letters: Letters,
): Promise<void> {
  const rows = await within.league(sinceMs("day", nowMs()), NOTICE_LIMITS.overtakenPlaces);
  if (rows.length === NOTICE_LIMITS.overtakenPlaces) metrics.limited("overtakenPlaces");
  const gained = new Map<number, number>();
  for (const { player } of rows) {
    const recent = await within.roundsOf(player, RECENT_ROUNDS);
    const own = recent.find((one) => one.room === id.room && one.round === round);
    if (own !== undefined) gained.set(player, own.credits);
  }
  for (const { player, place, by } of overtaken(rows, gained))
    await letters.write(within, id, player, { kind: "overtaken", player: by.player, name: by.name, place });
}
