/** A refresh cookie of a sign-in: its number, which rises, and its time of issue, ms since 1970. */
export interface IssuedRefresh {
  readonly n: number;
  readonly atMs: number;
}

/** The refresh cookies of one sign-in that are still valid, newest first. */
export type RefreshChain = readonly IssuedRefresh[];

/**
 * The outcome of presenting a refresh cookie.
 *
 * - `rotated`: a successor replaces the cookie.
 * - `repeated`: another tab was faster, so the newest cookie is issued again.
 * - `recovered`: the successor was never presented, perhaps because its answer was lost; another one replaces it.
 * - `reused`: this cookie or its successor was already used by another client: the sign-in must end.
 */
export type RefreshOutcome =
  | { readonly outcome: "rotated" | "recovered"; readonly chain: RefreshChain }
  | { readonly outcome: "repeated" }
  | { readonly outcome: "reused" };

/** Time after the issue of its successor for which a cookie of a slower tab is still accepted, ms. */
export const REFRESH_GRACE_MS = 10_000;
/** Number of cookies remembered per sign-in. */
const LINKS = 8;

export const firstRefresh = (nowMs: number): RefreshChain => [{ n: 1, atMs: nowMs }];

/** @param n number of the presented cookie */
export function evaluateRefresh(chain: RefreshChain, n: number, nowMs: number): RefreshOutcome {
  const at = chain.findIndex((link) => link.n === n);
  if (at < 0) return { outcome: "reused" };
  const successor = { n: chain[0].n + 1, atMs: nowMs };
  if (at === 0) {
    const chased = chain.length === LINKS && inGrace(chain[LINKS - 2], nowMs);
    return chased ? { outcome: "repeated" } : { outcome: "rotated", chain: trimmed([successor, ...chain], nowMs) };
  }
  if (inGrace(chain[at - 1], nowMs)) return { outcome: "repeated" };
  // Presenting the cookie that is dropped here ends the sign-in.
  return at === 1
    ? { outcome: "recovered", chain: trimmed([successor, ...chain.slice(1)], nowMs) }
    : { outcome: "reused" };
}

/** Whether the predecessor of `successor` may still come from a slower tab. */
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
