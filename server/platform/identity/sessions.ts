import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import type { Store, StoreOperations } from "../store/port.ts";
import type { PlayerRow, SessionRow } from "../store/rows.ts";
import type { IdentityMetrics } from "./metrics.ts";
import { type Claims, type Keyring, roleName, TOKEN_LIFETIME_MS, type TokenUse } from "./tokens.ts";

export const SESSION_MS = TOKEN_LIFETIME_MS.bearer;
/** Minimum interval between extensions of a sign-in, ms. */
const EXTEND_MS = 86_400_000;
/** Time after which changes of other processes are noticed, ms. */
const FRESH_MS = 5_000;

export interface SignIn {
  readonly player: PlayerRow;
  readonly session: SessionRow;
}

/** A sign-in, with the token that the caller presented. */
export interface SignedIn extends SignIn {
  readonly claims: Claims;
}

export interface SessionsOptions {
  readonly store: Store;
  readonly keys: Keyring;
  readonly metrics: Pick<IdentityMetrics, "limited">;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** Called when some of a player's sign-ins have ended or have other rights than before. */
  readonly signedOut: (player: number) => void;
}

interface Known {
  readonly player: PlayerRow;
  readonly session: SessionRow;
  readonly atMs: number;
}

/** The sign-ins of players. Their end takes effect at once in this process. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #known: LRUCache<string, Known>;
  /** Rises with every invalidation: results of queries from before must not be cached. */
  #changes = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#known = new LRUCache({
      max: IDENTITY_LIMITS.cachedSessions,
      dispose: (_known, _id, reason) => {
        if (reason === "evict") options.metrics.limited("cachedSessions");
      },
    });
  }

  get cached(): number {
    return this.#known.size;
  }

  /** Creates a sign-in, in the transaction that creates or finds the player. */
  async begin(player: number, within: StoreOperations): Promise<SessionRow> {
    const createdAtMs = this.#options.wallMs();
    const id = randomBytes(18).toString("base64url");
    const session = { id, player, createdAtMs, expiresAtMs: createdAtMs + SESSION_MS };
    await within.addSession(session);
    return session;
  }

  token({ player, session }: SignIn, use: TokenUse): Promise<string> {
    return this.#sign(player, session, use, this.#options.wallMs() + TOKEN_LIFETIME_MS[use]);
  }

  /** A token that replaces the presented one, for the same use. A token that a cookie renews keeps its expiry. */
  replace({ session, claims: { use, expiresAtMs } }: SignedIn, player: PlayerRow): Promise<string> {
    return this.#sign(player, session, use, use === "bearer" ? session.expiresAtMs : expiresAtMs);
  }

  #sign(player: PlayerRow, session: SessionRow, use: TokenUse, untilMs: number): Promise<string> {
    const { id, name, role } = player;
    const expiresAtMs = Math.min(session.expiresAtMs, untilMs);
    return this.#options.keys.sign({ player: id, session: session.id, name, role: roleName(role), expiresAtMs, use });
  }

  /** A sign-in by its id; null: it has ended. */
  async current(id: string): Promise<SignIn | null> {
    const known = await this.#find(id);
    return known === null || known.session.expiresAtMs <= this.#options.wallMs() ? null : known;
  }

  /** Rejects with {@link ApiRefusal}. */
  async verify(token: string): Promise<SignedIn> {
    const claims = await this.#options.keys.verify(token);
    const known = await this.current(claims.session);
    if (known === null || known.player.id !== claims.player)
      throw new ApiRefusal("notSignedIn", "token: was signed out; sign in again");
    return { player: known.player, session: known.session, claims };
  }

  /** A new token if less than half of the lifetime is left, or name or role have changed; otherwise null. */
  async renew(of: SignedIn): Promise<string | null> {
    const { player, session, claims } = of;
    const nowMs = this.#options.wallMs();
    const young = claims.use !== "bearer" || claims.expiresAtMs - nowMs >= SESSION_MS / 2;
    if (young && claims.name === player.name && claims.role === roleName(player.role)) return null;
    if (young) return this.replace(of, player);
    return this.token({ player, session: await this.#prolong(session, nowMs + SESSION_MS) }, "bearer");
  }

  /** Extends a sign-in to its full lifetime, unless that was done recently. */
  async extend(session: SessionRow): Promise<SessionRow> {
    const expiresAtMs = this.#options.wallMs() + SESSION_MS;
    return expiresAtMs - session.expiresAtMs < EXTEND_MS ? session : this.#prolong(session, expiresAtMs);
  }

  async #prolong(session: SessionRow, expiresAtMs: number): Promise<SessionRow> {
    await this.#options.store.extendSession(session.id, expiresAtMs);
    this.#forget(({ session: { id } }) => id === session.id);
    return { ...session, expiresAtMs };
  }

  async end(session: SessionRow): Promise<void> {
    await this.#options.store.removeSession(session.id);
    this.#forget(({ session: { id } }) => id === session.id);
    this.#options.signedOut(session.player);
  }

  async endAll(player: number): Promise<void> {
    await this.#options.store.removeSessionsOf(player);
    this.invalidateTokens(player);
  }

  /** The player's clients must present a token again. */
  invalidateTokens(player: number): void {
    this.changed(player);
    this.#options.signedOut(player);
  }

  /** The player's row in the store has changed. */
  changed(player: number): void {
    this.#forget(({ session }) => session.player === player);
  }

  async #find(id: string): Promise<Known | null> {
    const kept = this.#known.get(id);
    const atMs = this.#options.wallMs();
    if (kept !== undefined && atMs - kept.atMs < FRESH_MS) return this.#keep(kept);
    const changes = this.#changes;
    const session = await this.#options.store.session(id);
    const player = session === null ? null : await this.#options.store.player(session.player);
    if (session === null || player === null) return null;
    const found = { player, session, atMs };
    return changes === this.#changes ? this.#keep(found) : found;
  }

  #keep(known: Known): Known {
    this.#known.set(known.session.id, known);
    return known;
  }

  #forget(which: (known: Known) => boolean): void {
    this.#changes++;
    for (const [id, known] of [...this.#known]) if (which(known)) this.#known.delete(id);
  }
}
