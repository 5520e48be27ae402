import { type Api, ApiError } from "./api.ts";
import type { Me, PlayerInfo, SignInAnswer, TokenAnswer } from "./api-types.ts";
import { Credential, sameSession } from "./credential.ts";
import type { LocalTokenStore } from "./local-token-store.ts";

/** `asking`: until the server answers; `unknown`: the server cannot be asked. The player can play in any case. */
export type IdentityStatus = "asking" | "known" | "unknown";

export interface IdentityOptions {
  readonly api: Api;
  readonly tokens: LocalTokenStore;
  /** Name to ask for as a new guest. */
  callsign(): string;
  /** Runs `work` while no other tab does; at once by default. */
  readonly withTabLock?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Called when this browser's player or name has changed. */
  readonly onChanged?: () => void;
}

/** How long a request for a token waits for the sign-in, ms; then the player flies without one. */
const WAIT_MS = 1_500;
/** How long it waits for a renewed token, ms. */
const RENEW_MS = 5_000;

/**
 * The player whom this browser is signed in as: a guest from the first visit on, an account once it has a password. The
 * page holds a short-lived token, renewed with a cookie that it cannot read; if the browser refuses cookies, a long-lived one.
 */
export class Identity {
  status: IdentityStatus = "asking";
  /** null: unknown. */
  me: Me | null = null;
  /** Why it is unknown, in words for a player. */
  reason = "";
  readonly #options: IdentityOptions;
  readonly #credential = new Credential();
  readonly #listeners = new Set<() => void>();
  #asking: Promise<void> | null = null;

  constructor(options: IdentityOptions) {
    this.#options = options;
    options.api.getToken = (refused) => this.token(refused);
  }

  get player(): PlayerInfo | null {
    return this.me?.player ?? null;
  }

  /** Calls `listener` on every change. Returns a function that stops it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Signs in, again if it was signed in already; becomes a new guest if there is nothing to sign in with. Never rejects. */
  start(): Promise<void> {
    const alone = this.#options.withTabLock ?? ((work) => work());
    this.#asking ??= alone(() => this.#signIn()).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /**
   * The token for a request, renewed if it expires soon; null: not signed in. Never rejects.
   *
   * @param refused a token that the server refused: resolves with a new one, or with the same if it is still good or cannot
   * be renewed soon
   */
  async token(refused?: string): Promise<string | null> {
    const credential = this.#credential;
    if (credential.token === null && this.#asking !== null) await Promise.race([this.#asking, delay(WAIT_MS)]);
    const held = credential.token;
    if (held === null || (refused !== undefined && held !== refused)) return held;
    const { expired } = credential;
    if (!expired && refused === undefined) return held;
    await Promise.race([this.start(), delay(RENEW_MS)]);
    const now = credential.token;
    return now !== null && !expired && sameSession(now, held) ? held : now;
  }

  /** Another tab signed in or out. @param token its token, if it is a page of an earlier release */
  onOtherTab(token: string | null): void {
    const held = this.#credential.token;
    if (token === null || held === null || !sameSession(token, held)) void this.start();
  }

  /** Resolves with the account's recovery codes, which are shown once. Rejects with `ApiError`, as the other methods do. */
  async register(name: string, password: string): Promise<readonly string[]> {
    const { token, recoveryCodes = [] } = await this.#options.api.register(name, password);
    this.#replaceToken(token);
    await this.#reload();
    return recoveryCodes;
  }

  async login(name: string, password: string): Promise<void> {
    await this.acceptSignIn(await this.#options.api.login(name, password));
  }

  /** Takes over the answer of a sign-in. */
  async acceptSignIn(answer: SignInAnswer): Promise<void> {
    this.#setToken(answer);
    // The token that a page of an earlier release left may be another player's.
    if (answer.cookie === true) this.#options.tokens.clear();
    this.me = defaultMe(answer.player);
    await this.#reload();
  }

  /** Signs out; this browser then becomes a new guest. */
  async logout(): Promise<void> {
    await this.#options.api.logout();
    await this.#startOver();
  }

  /** Ends all sign-ins of this player; this browser then becomes a new guest. */
  async logoutEverywhere(): Promise<void> {
    await this.#options.api.endAllSessions();
    await this.#startOver();
  }

  async deleteAccount(password: string | undefined): Promise<void> {
    await this.#options.api.deleteAccount(password);
    await this.#startOver();
  }

  async rename(name: string): Promise<void> {
    const before = this.me;
    if (before === null || before.player.name === name) return;
    const { token, player } = await this.#options.api.rename(name);
    // The browser may have signed in as another player meanwhile.
    if (this.me?.player.id !== before.player.id) return;
    if (token !== undefined) this.#replaceToken(token);
    this.#setMe({ ...this.me, player: player ?? { ...this.me.player, name } });
    this.#options.onChanged?.();
  }

  /** Applies a change that the server has made. */
  patchMe(part: Partial<Pick<Me, "cursor" | "mutedKinds">>): void {
    if (this.me !== null) this.#setMe({ ...this.me, ...part });
  }

  async #signIn(): Promise<void> {
    const { api, tokens } = this.#options;
    try {
      // Ask even with a stored token: the answer shows whether this browser sends cookies.
      const renewed = await refusedAs(403, null, api.refresh());
      const stored = tokens.load();
      // A page of an earlier release may have stored a token of the cookie's sign-in.
      if (stored !== null && renewed !== null && sameSession(stored, renewed.token)) tokens.clear();
      else if (stored !== null && (await this.#resume(stored))) return;
      if (renewed === null) return await this.#becomeGuest();
      this.#setToken(renewed);
      this.#setMe(renewed);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.status = "unknown";
      this.reason = error.status === 404 ? "This server has no lobby." : error.message;
      this.#notify();
    }
  }

  /** Exchanges a stored token for a cookie, if the browser accepts one. Resolves with whether the token is good. */
  async #resume(stored: string): Promise<boolean> {
    const { api, tokens } = this.#options;
    try {
      const answer: TokenAnswer = await refusedAs(403, { token: stored }, api.exchange(stored));
      const me = await api.me(answer.token);
      if (answer.cookie === true) tokens.clear();
      this.#setToken(answer);
      this.#setMe(me);
      return true;
    } catch (error) {
      // The session was ended, or the account deleted.
      if (!(error instanceof ApiError) || error.isTransient || error.status === 404) throw error;
      tokens.clear();
      return false;
    }
  }

  async #becomeGuest(): Promise<void> {
    const answer = await this.#newGuest();
    this.#setToken(answer);
    this.#setMe(defaultMe(answer.player));
    this.#options.onChanged?.();
  }

  /** If an account has the name, the server picks another. */
  async #newGuest(): Promise<SignInAnswer> {
    const { api, callsign } = this.#options;
    try {
      return await api.guest(callsign());
    } catch (error) {
      if (!(error instanceof ApiError) || error.isTransient || error.status === 404) throw error;
      return api.guest();
    }
  }

  /** Loads the rest of `me` after a sign-in or registration. */
  async #reload(): Promise<void> {
    const { token } = this.#credential;
    const me = token === null ? null : await this.#options.api.me(token).catch(() => null);
    if (me !== null) this.#setMe(me);
    else if (this.me !== null) this.#setMe(this.me);
    this.#options.onChanged?.();
  }

  async #startOver(): Promise<void> {
    this.#credential.clear();
    this.#options.tokens.clear();
    this.me = null;
    this.status = "asking";
    this.#notify();
    await this.start();
    this.#options.onChanged?.();
  }

  #setToken({ token, cookie, expiresInS }: TokenAnswer): void {
    this.#credential.set(token, cookie === true ? (expiresInS ?? 0) : null);
    if (cookie !== true) this.#options.tokens.save(token);
  }

  #replaceToken(token: string): void {
    this.#credential.replace(token);
    if (!this.#credential.shortLived) this.#options.tokens.save(token);
  }

  #setMe({ token, ...me }: Me): void {
    if (token !== undefined) this.#replaceToken(token);
    this.me = me;
    this.status = "known";
    this.reason = "";
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Defaults until the server's answer. */
function defaultMe(player: PlayerInfo): Me {
  return { player, account: player.role !== "guest", mutedUntilS: 0, cursor: 0, mutedKinds: [] };
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves with `instead` if the answer is a refusal with this status. */
async function refusedAs<T, U>(status: number, instead: U, answer: Promise<T>): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === status) return instead;
    throw error;
  }
}
