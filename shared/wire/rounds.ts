/** A finished round, as `GET /rounds` lists it. */
export interface RoundInfo {
  /** `GET /rounds/ID` has its replay. */
  readonly id: string;
  /** When its replay was made, which is soon after its end, ms since 1970. */
  readonly endedAtMs: number;
  readonly bytes: number;
  /** `pending`: not looked into yet; ask again in a second. `unplayable`: not by this server's machine. */
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
  /** People, at the most at one time that was looked at: the round's start, and its last seconds. */
  readonly players: number;
  /** Whether it was played to its end; otherwise the room closed before. */
  readonly over: boolean;
  /** null: nobody, or it was not over. */
  readonly winner: string | null;
}

/** `GET /rounds/ID/names` and `GET /live/ROOM/names`: what people were called, by the ids that the recording has of them. */
export interface RecordingNames {
  readonly names: Readonly<Record<string, string>>;
}

/** Rounds listed at most, newest first. */
export const LISTED_ROUNDS = 50;
