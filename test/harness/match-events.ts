import type { MatchEvent, MatchEvents, MatchEventType } from "../../server/platform/matches/match-events.ts";

const TYPES: readonly MatchEventType[] = [
  "joined",
  "left",
  "status",
  "score",
  "result",
  "bounty",
  "kill",
  "roundStart",
  "roundEnd",
];

/** Encodes an event of the game of {@link MATCH_EVENTS}. */
export const encodeMatchEvent = (event: MatchEvent): Uint8Array => new TextEncoder().encode(JSON.stringify(event));

/** Events of a game whose own events are match events, as JSON. It has no NPCs. */
export const MATCH_EVENTS: MatchEvents = {
  types: Object.fromEntries(TYPES.map((type) => [type, type])),
  read: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as MatchEvent,
};
