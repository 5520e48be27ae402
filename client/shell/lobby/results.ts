import type { PlayedRound, Totals } from "../identity/index.ts";

/** How a game names what its players achieve. */
export interface ResultWords {
  /** What a player's card sums up: labels, and what each is of. */
  readonly totals: readonly (readonly [label: string, field: keyof Totals])[];
  /** The results of one round beside the place, a text each. */
  ofRound(round: PlayedRound): readonly string[];
}
