import type { MatchEvents } from "./match-events.ts";
import type { Surveyor } from "./positions.ts";

/** What the matches of one game tell the platform. */
export interface MatchSource {
  readonly events: MatchEvents;
  /** For the feed's positions. Default: it tells none. */
  readonly surveyor?: Surveyor;
  /** Reads a match's world without changing it, on patch boundaries, after the commit (D4). */
  observe?(room: string, world: unknown): void;
}
