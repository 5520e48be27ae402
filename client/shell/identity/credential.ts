/** How long before its end to renew a token, ms: it must still be good when it reaches the server. */
const MARGIN_MS = 60_000;

/** The page's token, kept only in memory. */
export class Credential {
  #token: string | null = null;
  /** null: the token lasts as long as its sign-in. */
  #lifetime: { readonly ms: number; readonly sinceWallMs: number; readonly sinceMs: number } | null = null;

  get token(): string | null {
    return this.#token;
  }

  /** Whether a cookie renews it. */
  get shortLived(): boolean {
    return this.#lifetime !== null;
  }

  /** It has expired, or will soon. It reads both clocks: one stops while the computer sleeps, and one may be set. */
  get expired(): boolean {
    if (this.#lifetime === null) return false;
    const { ms, sinceWallMs, sinceMs } = this.#lifetime;
    return Math.max(Date.now() - sinceWallMs, performance.now() - sinceMs) > ms - MARGIN_MS;
  }

  /** @param lifetimeS lifetime, s; null: as long as its sign-in */
  set(token: string, lifetimeS: number | null): void {
    this.#token = token;
    this.#lifetime =
      lifetimeS === null ? null : { ms: lifetimeS * 1000, sinceWallMs: Date.now(), sinceMs: performance.now() };
  }

  /** The server replaced the token; its lifetime stays. */
  replace(token: string): void {
    this.#token = token;
  }

  clear(): void {
    this.#token = null;
    this.#lifetime = null;
  }
}

/** Id of a token's sign-in; null: the token has none. */
export function sessionIdOf(token: string): string | null {
  try {
    const payload = token.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? "";
    const { sid } = JSON.parse(atob(payload)) as { sid?: unknown };
    return typeof sid === "string" ? sid : null;
  } catch {
    return null;
  }
}

/** Whether two tokens are known to be of the same sign-in. */
export function sameSession(a: string, b: string): boolean {
  return a === b || (sessionIdOf(a) !== null && sessionIdOf(a) === sessionIdOf(b));
}
