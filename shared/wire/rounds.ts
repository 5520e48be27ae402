/** A finished round in the list of `GET /rounds`. */
export interface RoundInfo {
  /** Its replay is at `GET /rounds/ID`. */
  readonly id: string;
  /** Name of its game; null unless it is ready. */
  readonly game: string | null;
  /** When its replay was made, soon after its end, ms since 1970. */
  readonly endedAtMs: number;
  readonly bytes: number;
  /** `pending`: not analysed yet; ask again in a second. `unplayable`: this server's machine cannot play it. */
  readonly state: "ready" | "pending" | "unplayable";
  /** null unless it is ready. */
  readonly about: RoundSummary | null;
}

export interface RoundSummary {
  readonly room: string;
  /** Counted from 1 in its room. */
  readonly round: number;
  readonly ticks: number;
  readonly tickHz: number;
  /** Largest number of people, sampled at the round's start and in its last seconds. */
  readonly players: number;
  /** Whether it was played to its end; otherwise the room closed earlier. */
  readonly over: boolean;
  /** null: nobody won, it was not played to its end, or the game does not say who wins. */
  readonly winner: string | null;
  /** Only where the game does not say who wins. */
  readonly isWinnerUnknown?: true;
  /** Names of those who played, as far as they are known. Only of games that say so. */
  readonly names?: readonly string[];
  /** Hash of the world at its end. Only of games that do not summarize their rounds. */
  readonly hash?: string;
}

/** `GET /rounds/ID/names` and `GET /live/ROOM/names`: people's names by their pilot ids in the recording. */
export interface RecordingNames {
  readonly names: Readonly<Record<string, string>>;
}

/** Most rounds in the list, newest first. */
export const MAX_LISTED_ROUNDS = 50;
