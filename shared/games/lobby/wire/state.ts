import { type SchemaType, schema, t } from "@colyseus/schema";

/** Schema classes of the lobby. Objects that are new to a client come without fields that are 0, "" or false, see `applyDefaults`. */
export const PersonState = schema(
  {
    player: t.uint32().default(0),
    name: t.string().default(""),
    role: t.uint8().default(0),
    /** Room of their match; "": they are in none, or in a private one. */
    match: t.string().default(""),
    away: t.boolean().default(false),
  },
  "PersonState",
);
export type PersonState = SchemaType<typeof PersonState>;

export const MatchState = schema(
  {
    room: t.string().default(""),
    round: t.uint16().default(0),
    playing: t.boolean().default(false),
    /** Tick of the lobby at which the round, or the pause after it, ends. */
    endsAt: t.uint32().default(0),
    people: t.uint16().default(0),
    seats: t.uint16().default(0),
  },
  "MatchState",
);
export type MatchState = SchemaType<typeof MatchState>;

/** One person's score in a running match. Clients sort them. */
export const ScoreState = schema(
  {
    /** Key of the match. */
    match: t.uint16().default(0),
    player: t.uint32().default(0),
    name: t.string().default(""),
    credits: t.uint32().default(0),
    kills: t.uint16().default(0),
    deaths: t.uint16().default(0),
  },
  "ScoreState",
);
export type ScoreState = SchemaType<typeof ScoreState>;

/** Keys: people by seat, matches and scores by row. */
export const LobbyState = schema(
  {
    tick: t.uint32().default(0),
    /** See `EventsReader`. */
    events: t.string().default(""),
    people: t.map(PersonState),
    matches: t.map(MatchState),
    scores: t.map(ScoreState),
  },
  "LobbyState",
);
export type LobbyState = SchemaType<typeof LobbyState>;
