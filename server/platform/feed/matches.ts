import { isPrivateRoom } from "../../../shared/wire/private-rooms.ts";
import type { Consumer, Delivery } from "../../outbox/index.ts";
import {
  type MatchEvent,
  type MatchEvents,
  type MatchPerson,
  matchReader,
  wantsMatchEvents,
} from "../matches/match-events.ts";
import type { NameLookup, NameOf } from "../names/pilot-names.ts";
import type { FeedHub } from "./hub.ts";
import type { FeedBatch, FeedDraft } from "./log.ts";

interface Someone {
  readonly seat: number;
  readonly player: number;
  readonly name: string;
}

/** The feed's memory of a match, stored with its cursor. */
interface Memory {
  /** Player and pilot of each person, by seat; in matches of earlier versions, player and name. */
  readonly people: Record<string, readonly [player: number, who: number | string]>;
}

/** Batches events, so that a busy match costs a few writes a second. */
const PACE_MS = 250;

export interface MatchFeedOptions {
  /** Name of the matches' game. */
  readonly game: string;
  readonly names: NameLookup;
  /** Delay of kills, which say where somebody is, so that they help nobody who plays. Default: 0. */
  readonly killDelayMs?: number;
}

/** Publishes kills, rounds and scores of matches, except private ones. */
export function matchFeed(hub: Pick<FeedHub, "consume">, source: MatchEvents, options: MatchFeedOptions): Consumer {
  const { game, names, killDelayMs = 0 } = options;
  return {
    name: "feed",
    minIntervalMs: PACE_MS,
    wants: wantsMatchEvents(source, "joined", "left", "kill", "score", "result", "roundStart", "roundEnd"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined || isPrivateRoom(room)) return;
      const nameOf = await names.ofRoom(room);
      const read = await matchReader(source, names, room);
      const context = { match: room, game, source, read, nameOf, killDelayMs };
      await hub.consume(room, events, (fresh, memory) => make(fresh, memory, context));
    },
  };
}

interface Context {
  readonly match: string;
  readonly game: string;
  readonly killDelayMs: number;
  readonly source: MatchEvents;
  readonly read: (bytes: Uint8Array) => MatchEvent | null;
  readonly nameOf: NameOf;
}

function make(events: readonly Delivery[], before: string | null, context: Context): FeedBatch {
  const memory: Memory = before === null ? { people: {} } : JSON.parse(before);
  let changed = before === null;
  const drafts = events.flatMap(({ bytes }) => {
    const event = context.read(bytes);
    if (event === null) return [];
    changed ||= event.type === "joined" || event.type === "left";
    return draftsOf(event, memory, context);
  });
  return { drafts, memory: changed || before === null ? JSON.stringify(memory) : before };
}

function draftsOf(event: MatchEvent, memory: Memory, context: Context): readonly FeedDraft[] {
  const { match, game, source, nameOf } = context;
  const nameOfEither = (who: number | string) => (typeof who === "string" ? who : nameOf(who));
  const someone = (seat: number): Someone => {
    const [player, who] = memory.people[seat] ?? [0, source.npcName?.(match, seat) ?? ""];
    return { seat, player, name: nameOfEither(who) };
  };
  const named = (person: MatchPerson): Someone => {
    const { seat, player } = person;
    return { seat, player, name: "name" in person ? person.name : nameOf(person.pilot) };
  };
  const anyone = (seat: number) => (seat < 0 ? null : someone(seat));
  switch (event.type) {
    case "joined":
      memory.people[event.seat] = [event.player, "name" in event ? event.name : event.pilot];
      return [];
    case "left": {
      delete memory.people[event.seat];
      return [score(context, { ...named(event), credits: 0, kills: 0, deaths: 0, gone: true })];
    }
    case "kill": {
      const { type, seat, by, cause, bounty, x, y } = event;
      const body = { type, match, game, victim: someone(seat), killer: anyone(by), cause, bounty, x, y };
      return [{ topic: "kills", key: "", body, delayMs: context.killDelayMs }];
    }
    case "score": {
      const { credits, kills, deaths } = event;
      return [score(context, { ...named(event), credits, kills, deaths, gone: false })];
    }
    case "result": {
      const { type, round, place, credits, kills, deaths } = event;
      const body = { type, match, game, round, place, ...named(event), credits, kills, deaths };
      return [{ topic: "rounds", key: "", body }];
    }
    case "roundStart":
      return [{ topic: "rounds", key: "", body: { ...event, match, game } }];
    case "roundEnd": {
      const { type, round, winner, credits } = event;
      const body = { type, match, game, round, winner: anyone(winner), credits };
      return [{ topic: "rounds", key: "", body }];
    }
    default:
      return [];
  }
}

function score(
  { match, game }: Context,
  standing: { readonly seat: number; readonly [field: string]: unknown },
): FeedDraft {
  return { topic: "scores", key: `${match}/${standing.seat}`, body: { type: "score", match, game, ...standing } };
}
