import type { LiveMatchState } from "../../replay/live-match.ts";

/** The player of a recording, as its controls see it: a `ReplayPlayer` of any game. Ticks as in the journal. */
export interface Replayed {
  readonly tick: number;
  readonly firstTick: number;
  readonly lastTick: number;
  /** Right end of the scrub bar. */
  readonly end: number;
  readonly tickHz: number;
  readonly playing: boolean;
  speed: number;
  readonly isGrowing: boolean;
  readonly cutShort: "fault" | "torn" | null;
  readonly fault: Error | null;
  readonly scan: { readonly tick: number; readonly done: boolean; readonly mismatchTick: number | null };
  /** Of a running match. */
  readonly live: {
    readonly state: LiveMatchState;
    readonly reason: string;
    readonly atEdge: boolean;
    ageS(tick: number): number;
  } | null;
  play(): void;
  pause(): void;
  seek(tick: number): void;
  followLive(): void;
}
