/** Matches that are later than the least late by these, ms, are another choice. Below the first nobody feels a difference. */
const BOUNDS_MS = [5, 20, 80];
/** Of the runs that count, the newest has one in so many parts: a second or so of a room that is seen to. */
const SMOOTH_RUNS = 32;

/**
 * What players get the order of matches by, as `sortBy` of core takes it: those with the least lag first, of these the one
 * with most people. A client's way to the server is as long to each of a process' matches, so how late they are is what
 * differs. Each listing has a `late`, see {@link latenessClass}.
 */
export const QUICK_PLAY_ORDER = { late: 1, clients: -1 } as const;

/** How late a room has been lately, ms. @param runMs how long after its time its last run was done */
export function smoothLateness(meanMs: number, runMs: number): number {
  return meanMs + (runMs - meanMs) / SMOOTH_RUNS;
}

/**
 * In classes, so that noise does not spread players over matches: up at a bound, and down again only below its half.
 *
 * @param lateMs how much later the room is than the least late
 * @param before its class until now
 */
export function latenessClass(lateMs: number, before: number): number {
  const reached = BOUNDS_MS.filter((boundMs) => lateMs >= boundMs).length;
  const kept = BOUNDS_MS.filter((boundMs) => lateMs >= boundMs / 2).length;
  return Math.max(reached, Math.min(before, kept));
}
