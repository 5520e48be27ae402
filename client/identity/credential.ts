/** So long before its end a token is renewed: it must last until the server has seen it, ms. */
const MARGIN_MS = 60_000;

/** The token that this page shows, in its memory alone. */
export class Credential {
  #token: string | null = null;
  /** null: it lasts as long as its sign-in. */
  #goodFor: { readonly ms: number; readonly sinceWallMs: number; readonly sinceMs: number } | null = null;

  get token(): string | null {
    return this.#token;
  }

  /** Whether a cookie renews it. */
  get shortLived(): boolean {
    return this.#goodFor !== null;
  }

  /** It is over, or nearly. Neither clock alone tells: one stops while the computer sleeps, and one may be set. */
  get expired(): boolean {
    if (this.#goodFor === null) return false;
    const { ms, sinceWallMs, sinceMs } = this.#goodFor;
    return Math.max(Date.now() - sinceWallMs, performance.now() - sinceMs) > ms - MARGIN_MS;
  }

  /** @param goodForS null: as long as its sign-in */
  set(token: string, goodForS: number | null): void {
    this.#token = token;
    this.#goodFor =
      goodForS === null ? null : { ms: goodForS * 1000, sinceWallMs: Date.now(), sinceMs: performance.now() };
  }

  /** The server gave another in its place, which lasts as long. */
  replace(token: string): void {
    this.#token = token;
  }

  clear(): void {
    this.#token = null;
    this.#goodFor = null;
  }
}

/** The sign-in that a token is for; null: it does not say. */
export function sessionOf(token: string): string | null {
  try {
    const payload = token.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? "";
    const { sid } = JSON.parse(atob(payload)) as { sid?: unknown };
    return typeof sid === "string" ? sid : null;
  } catch {
    return null;
  }
}

/** Whether two tokens are for the same sign-in, as far as they say. */
export function sameSession(a: string, b: string): boolean {
  return a === b || (sessionOf(a) !== null && sessionOf(a) === sessionOf(b));
}
