import { CAUSE, type Event } from "../../../shared/games/arena/index.ts";
import { decodeAnyEvent, type LegacyEvent } from "../../../shared/games/arena/legacy-events.ts";
import { isPrivateRoom } from "../../../shared/wire/private-rooms.ts";
import { type Consumer, type Delivery, wantsTypes } from "../../outbox/index.ts";
import type { NameLookup, NameOf } from "../names/pilot-names.ts";
import type { FeedHub } from "./hub.ts";
import type { FeedBatch, FeedDraft } from "./log.ts";
import type { NpcNames } from "./npc-names.ts";

interface Someone {
  readonly seat: number;
  readonly player: number;
  readonly name: string;
}

/** A person as an event has them. */
type Who = { readonly seat: number; readonly player: number } & (
  | { readonly pilot: number }
  | { readonly name: string }
);

/** What the feed must know of a match to tell what happens in it, kept with how far it has come. */
interface Memory {
  /** Player and pilot by seat, of people; of matches of earlier versions, player and name. */
  readonly people: Record<string, readonly [player: number, who: number | string]>;
}

const CAUSE_NAMES = Object.fromEntries(Object.entries(CAUSE).map(([name, code]) => [code, name]));

/** Who reads is told a little later, and a match that is busy costs a few writes a second. */
const PACE_MS = 250;

/**
 * Tells what happens in matches: kills, rounds and scores. Private matches are nobody's business.
 *
 * @param killDelayMs kills say where somebody is: they are told when that helps no one who plays
 */
export function arenaFeed(
  hub: Pick<FeedHub, "consume">,
  crews: Pick<NpcNames, "nameOf">,
  names: NameLookup,
  killDelayMs = 0,
): Consumer {
  return {
    name: "feed",
    minIntervalMs: PACE_MS,
    wants: wantsTypes<Event>("arrive", "depart", "death", "standing", "result", "roundStart", "roundEnd"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined || isPrivateRoom(room)) return;
      const nameOf = await names.ofRoom(room);
      await hub.consume(room, events, (fresh, memory) => make(room, fresh, memory, { crews, nameOf, killDelayMs }));
    },
  };
}

interface Telling {
  readonly killDelayMs: number;
  readonly crews: Pick<NpcNames, "nameOf">;
  readonly nameOf: NameOf;
}

function make(room: string, events: readonly Delivery[], before: string | null, telling: Telling): FeedBatch {
  const memory: Memory = before === null ? { people: {} } : JSON.parse(before);
  let changed = before === null;
  const drafts = events.flatMap(({ bytes }) => {
    const event = decodeAnyEvent(bytes);
    changed ||= event.type === "arrive" || event.type === "depart";
    return tell(room, event, memory, telling);
  });
  return { drafts, memory: changed || before === null ? JSON.stringify(memory) : before };
}

function tell(match: string, event: Event | LegacyEvent, memory: Memory, telling: Telling): readonly FeedDraft[] {
  const called = (who: number | string) => (typeof who === "string" ? who : telling.nameOf(who));
  const someone = (seat: number): Someone => {
    const [player, who] = memory.people[seat] ?? [0, telling.crews.nameOf(match, seat)];
    return { seat, player, name: called(who) };
  };
  const named = (who: Who): Someone => {
    return { seat: who.seat, player: who.player, name: "name" in who ? who.name : called(who.pilot) };
  };
  const anyone = (seat: number) => (seat < 0 ? null : someone(seat));
  switch (event.type) {
    case "arrive":
      memory.people[event.seat] = [event.player, "name" in event ? event.name : event.pilot];
      return [];
    case "depart": {
      delete memory.people[event.seat];
      return [score(match, { ...named(event), credits: 0, kills: 0, deaths: 0, gone: true })];
    }
    case "death": {
      const { seat, by, bounty, x, y } = event;
      const cause = CAUSE_NAMES[event.cause];
      const body = { type: "kill", match, victim: someone(seat), killer: anyone(by), cause, bounty, x, y };
      return [{ topic: "kills", key: "", body, delayMs: telling.killDelayMs }];
    }
    case "standing": {
      const { credits, kills, deaths } = event;
      return [score(match, { ...named(event), credits, kills, deaths, gone: false })];
    }
    case "result": {
      const { type, round, place, credits, kills, deaths } = event;
      const body = { type, match, round, place, ...named(event), credits, kills, deaths };
      return [{ topic: "rounds", key: "", body }];
    }
    case "roundStart":
      return [{ topic: "rounds", key: "", body: { ...event, match } }];
    case "roundEnd": {
      const { type, round, winner, credits } = event;
      const body = { type, match, round, winner: anyone(winner), credits };
      return [{ topic: "rounds", key: "", body }];
    }
    default:
      return [];
  }
}

function score(match: string, standing: { readonly seat: number; readonly [field: string]: unknown }): FeedDraft {
  return { topic: "scores", key: `${match}/${standing.seat}`, body: { type: "score", match, ...standing } };
}
