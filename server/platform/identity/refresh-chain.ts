/** One refresh cookie of a sign-in: its number, which rises, and when it was given out, ms since 1970. */
export interface IssuedRefresh {
  readonly n: number;
  readonly atMs: number;
}

/** The refresh cookies of one sign-in that may still be shown, newest first. */
export type RefreshChain = readonly IssuedRefresh[];

/**
 * What becomes of a sign-in whose refresh cookie is shown.
 *
 * - `rotated`: a successor takes the cookie's place.
 * - `repeated`: another tab was faster, so the newest is given out again.
 * - `recovered`: the successor never came back, as where its answer was lost; another one takes its place.
 * - `reused`: somebody else has gone on with this cookie, or with the one that took its place: the sign-in must end.
 */
export type RefreshOutcome =
  | { readonly outcome: "rotated" | "recovered"; readonly chain: RefreshChain }
  | { readonly outcome: "repeated" }
  | { readonly outcome: "reused" };

/** So long after its successor was given out a cookie may come from a tab that was slower, ms. */
export const REFRESH_GRACE_MS = 10_000;
/** Cookies remembered of one sign-in. */
const LINKS = 8;

export const firstRefresh = (nowMs: number): RefreshChain => [{ n: 1, atMs: nowMs }];

/** @param n number of the cookie that is shown */
export function evaluateRefresh(chain: RefreshChain, n: number, nowMs: number): RefreshOutcome {
  const at = chain.findIndex((link) => link.n === n);
  if (at < 0) return { outcome: "reused" };
  const successor = { n: chain[0].n + 1, atMs: nowMs };
  if (at === 0) {
    const chased = chain.length === LINKS && inGrace(chain[LINKS - 2], nowMs);
    return chased ? { outcome: "repeated" } : { outcome: "rotated", chain: trimmed([successor, ...chain], nowMs) };
  }
  if (inGrace(chain[at - 1], nowMs)) return { outcome: "repeated" };
  // Whoever shows the one that is dropped here ends the sign-in.
  return at === 1
    ? { outcome: "recovered", chain: trimmed([successor, ...chain.slice(1)], nowMs) }
    : { outcome: "reused" };
}

/** Whether the cookie before `successor` may still come from a slower tab. */
const inGrace = (successor: IssuedRefresh, nowMs: number): boolean => nowMs - successor.atMs <= REFRESH_GRACE_MS;

function trimmed(chain: RefreshChain, nowMs: number): RefreshChain {
  return chain.filter((_, at) => at < 2 || (at < LINKS && inGrace(chain[at - 1], nowMs)));
}

export function writeChain(chain: RefreshChain): string {
  return JSON.stringify(chain.map(({ n, atMs }) => [n, atMs]));
}

/** @param text as {@link writeChain} wrote it */
export function readChain(text: string): RefreshChain {
  return (JSON.parse(text) as [number, number][]).map(([n, atMs]) => ({ n, atMs }));
}
