import { arena, CAUSE, type Event } from "../../shared/arena/index.ts";
import { type Consumer, type Delivery, ofTypes } from "../outbox/index.ts";
import type { Hub } from "./hub.ts";
import type { Draft, Made } from "./log.ts";

/** Whether anyone may know of a room; null: it is not here any more. */
export type IsListed = (room: string) => boolean | null;

interface Someone {
  readonly seat: number;
  readonly player: number;
  readonly name: string;
}

/** What the feed must know of a match to tell what happens in it, kept with how far it has come. */
interface Memory {
  /** Player and name by seat, of people. */
  readonly people: Record<string, readonly [player: number, name: string]>;
  /** Results that wait for the round's number. */
  results: object[];
  /** null: not known yet. */
  listed: boolean | null;
}

const CAUSE_NAMES = Object.fromEntries(Object.entries(CAUSE).map(([name, code]) => [code, name]));

/** Tells what happens in matches: kills, rounds and scores. Private matches are nobody's business. */
export function arenaFeed(hub: Pick<Hub, "take">, isListed: IsListed): Consumer {
  return {
    name: "feed",
    wants: ofTypes<Event>("arrive", "depart", "death", "standing", "result", "roundStart", "roundEnd"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined) return;
      await hub.take(room, events, (fresh, memory) => make(room, fresh, memory, isListed(room)));
    },
  };
}

function make(room: string, events: readonly Delivery[], before: string | null, listed: boolean | null): Made {
  const memory: Memory = before === null ? { people: {}, results: [], listed: null } : JSON.parse(before);
  // Who is gone is known by what was known.
  memory.listed = listed ?? memory.listed;
  const drafts = events.flatMap(({ bytes }) => tell(room, arena.codecs.event.decode(bytes), memory));
  return { drafts: memory.listed === true ? drafts : [], memory: JSON.stringify(memory) };
}

function tell(match: string, event: Event, memory: Memory): readonly Draft[] {
  const someone = (seat: number): Someone => {
    const [player, name] = memory.people[seat] ?? [0, ""];
    return { seat, player, name };
  };
  const anyone = (seat: number) => (seat < 0 ? null : someone(seat));
  switch (event.type) {
    case "arrive":
      memory.people[event.seat] = [event.player, event.name];
      return [];
    case "depart": {
      delete memory.people[event.seat];
      const { seat, player, name } = event;
      return [score(match, { seat, player, name, credits: 0, kills: 0, deaths: 0, gone: true })];
    }
    case "death": {
      const { seat, by, bounty, x, y } = event;
      const cause = CAUSE_NAMES[event.cause];
      const body = { type: "kill", match, victim: someone(seat), killer: anyone(by), cause, bounty, x, y };
      return [{ topic: "kills", key: "", body }];
    }
    case "standing": {
      const { type: _, ...standing } = event;
      return [score(match, { ...standing, gone: false })];
    }
    case "result": {
      const { type: _, ...result } = event;
      memory.results.push(result);
      return [];
    }
    case "roundStart":
      return [{ topic: "rounds", key: "", body: { type: "roundStart", match, round: event.round } }];
    case "roundEnd": {
      const { round, winner, credits } = event;
      const results = memory.results.map((result) => ofRounds(match, { type: "result", round, ...result }));
      memory.results = [];
      return [...results, ofRounds(match, { type: "roundEnd", round, winner: anyone(winner), credits })];
    }
    default:
      return [];
  }
}

function ofRounds(match: string, body: object): Draft {
  return { topic: "rounds", key: "", body: { ...body, match } };
}

function score(match: string, standing: { readonly seat: number; readonly [field: string]: unknown }): Draft {
  return { topic: "scores", key: `${match}/${standing.seat}`, body: { type: "score", match, ...standing } };
}
