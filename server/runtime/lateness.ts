/**
 * Bounds of the lateness classes, measured from the least late match, ms. Players do not notice less than the first
 * one.
 */
const BOUNDS_MS = [5, 20, 80];
/** The weight of the newest run is one in this many, so the average spans about a second of a visible room. */
const SMOOTHING_RUNS = 32;

/**
 * The order in which quick play offers matches, for `sortBy` of Colyseus: by lateness, then most players first. The
 * network path is the same to all matches of a process, so only their lateness differs. Each listing has a `late`, see
 * {@link latenessClass}.
 */
export const QUICK_PLAY_ORDER = { late: 1, clients: -1 } as const;

/** Exponential average of a room's lateness, ms. @param runMs time from when the last run was due until it was done */
export function smoothLateness(meanMs: number, runMs: number): number {
  return meanMs + (runMs - meanMs) / SMOOTHING_RUNS;
}

/**
 * Classifies lateness with hysteresis, so that noise does not scatter players: up at a bound, down only below half of
 * it.
 *
 * @param lateMs lateness relative to the least late room
 * @param before the room's previous class
 */
export function latenessClass(lateMs: number, before: number): number {
  const reached = BOUNDS_MS.filter((boundMs) => lateMs >= boundMs).length;
  const kept = BOUNDS_MS.filter((boundMs) => lateMs >= boundMs / 2).length;
  return Math.max(reached, Math.min(before, kept));
}
