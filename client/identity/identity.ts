import { type Api, ApiError } from "./api.ts";
import { Credential, sameSession } from "./credential.ts";
import type { TokenKeeper } from "./keeper.ts";
import type { Me, PlayerInfo, SignedIn, TokenAnswer } from "./shapes.ts";

/** `asking` until the server has said who this is; `unknown` while it cannot be asked: one can fly all the same. */
export type IdentityStatus = "asking" | "known" | "unknown";

export interface IdentityOptions {
  readonly api: Api;
  readonly keeper: TokenKeeper;
  /** What a new guest would like to be called. */
  callsign(): string;
  /** Does it while no other tab does. */
  readonly alone?: <T>(work: () => Promise<T>) => Promise<T>;
  /** This browser is somebody else, or under another name: says so to other tabs. */
  readonly changed?: () => void;
}

/** How long a request for a token waits while the server says who this is, ms: to fly comes first. */
const WAIT_MS = 1_500;
/** How long it waits for a token to be renewed, ms. */
const RENEW_MS = 5_000;

/**
 * Who this browser is to the server: a guest from the first visit on, an account once there is a password to it. The page
 * holds a token for some minutes, which a cookie renews that it cannot read; where the browser refuses cookies, one that lasts.
 */
export class Identity {
  status: IdentityStatus = "asking";
  /** null: not known. */
  me: Me | null = null;
  /** Why it is not known, in words. */
  reason = "";
  readonly #options: IdentityOptions;
  readonly #credential = new Credential();
  readonly #listeners = new Set<() => void>();
  #asking: Promise<void> | null = null;

  constructor(options: IdentityOptions) {
    this.#options = options;
    options.api.authorize = (refused) => this.token(refused);
  }

  get player(): PlayerInfo | null {
    return this.me?.player ?? null;
  }

  /** Calls `listener` with every change; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Finds out who this is, again where it was known, and becomes a guest where it is nobody yet. Never rejects. */
  start(): Promise<void> {
    const alone = this.#options.alone ?? ((work) => work());
    this.#asking ??= alone(() => this.#find()).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /**
   * What a request shows of who makes it, renewed where it is nearly over; null: nobody is known. Never rejects.
   *
   * @param refused a token that the server did not take: resolves with another one, or the same where that was not to blame,
   * or no other could be had soon
   */
  async token(refused?: string): Promise<string | null> {
    const credential = this.#credential;
    if (credential.token === null && this.#asking !== null) await Promise.race([this.#asking, waited(WAIT_MS)]);
    const held = credential.token;
    if (held === null || (refused !== undefined && held !== refused)) return held;
    const { expired } = credential;
    if (!expired && refused === undefined) return held;
    await Promise.race([this.start(), waited(RENEW_MS)]);
    const now = credential.token;
    return now !== null && !expired && sameSession(now, held) ? held : now;
  }

  /** Another tab signed in or out. @param token its token, where it is a page of an earlier release */
  heard(token: string | null): void {
    const held = this.#credential.token;
    if (token === null || held === null || !sameSession(token, held)) void this.start();
  }

  /** Rejects with `ApiError`, as the other methods do. Resolves with the account's recovery codes, which come once. */
  async register(name: string, password: string): Promise<readonly string[]> {
    const { token, recoveryCodes = [] } = await this.#options.api.register(name, password);
    this.#replace(token);
    await this.#lookAgain();
    return recoveryCodes;
  }

  async login(name: string, password: string): Promise<void> {
    await this.signedIn(await this.#options.api.login(name, password));
  }

  /** This browser is whoever signed in. */
  async signedIn(answer: SignedIn): Promise<void> {
    this.#hold(answer);
    // What a page of an earlier release left is somebody else's.
    if (answer.cookie === true) this.#options.keeper.clear();
    this.me = plainly(answer.player);
    await this.#lookAgain();
  }

  /** Afterwards this browser is a new guest. */
  async logout(): Promise<void> {
    await this.#options.api.logout();
    await this.#startOver();
  }

  /** Ends every sign-in of this player; afterwards this browser is a new guest. */
  async logoutEverywhere(): Promise<void> {
    await this.#options.api.endAllSessions();
    await this.#startOver();
  }

  async erase(password: string | undefined): Promise<void> {
    await this.#options.api.deleteMe(password);
    await this.#startOver();
  }

  async rename(name: string): Promise<void> {
    const before = this.me;
    if (before === null || before.player.name === name) return;
    const { token, player } = await this.#options.api.rename(name);
    // Meanwhile this browser may be somebody else.
    if (this.me?.player.id !== before.player.id) return;
    if (token !== undefined) this.#replace(token);
    this.#know({ ...this.me, player: player ?? { ...this.me.player, name } });
    this.#options.changed?.();
  }

  /** The server has changed what it keeps beside the name. */
  adjust(part: Partial<Pick<Me, "cursor" | "mutedKinds">>): void {
    if (this.me !== null) this.#know({ ...this.me, ...part });
  }

  async #find(): Promise<void> {
    const { api, keeper } = this.#options;
    try {
      // Also where a token is kept: the answer shows whether this browser sends cookies back.
      const renewed = await refusedAs(403, null, api.refresh());
      const kept = keeper.load();
      // Pages of earlier releases are given one for the cookie's sign-in.
      if (kept !== null && renewed !== null && sameSession(kept, renewed.token)) keeper.clear();
      else if (kept !== null && (await this.#takeUp(kept))) return;
      if (renewed === null) return await this.#becomeGuest();
      this.#hold(renewed);
      this.#know(renewed);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.status = "unknown";
      this.reason = error.status === 404 ? "This server has no lobby." : error.message;
      this.#tell();
    }
  }

  /** Exchanges a kept token for a cookie, where the browser takes one. Resolves with whether the token is good. */
  async #takeUp(kept: string): Promise<boolean> {
    const { api, keeper } = this.#options;
    try {
      const answer: TokenAnswer = await refusedAs(403, { token: kept }, api.exchange(kept));
      const me = await api.me(answer.token);
      if (answer.cookie === true) keeper.clear();
      this.#hold(answer);
      this.#know(me);
      return true;
    } catch (error) {
      // Its session was ended, or the account is gone.
      if (!(error instanceof ApiError) || error.passing || error.status === 404) throw error;
      keeper.clear();
      return false;
    }
  }

  async #becomeGuest(): Promise<void> {
    const answer = await this.#newGuest();
    this.#hold(answer);
    this.#know(plainly(answer.player));
    this.#options.changed?.();
  }

  /** The name may be an account's: then the server finds another. */
  async #newGuest(): Promise<SignedIn> {
    const { api, callsign } = this.#options;
    try {
      return await api.guest(callsign());
    } catch (error) {
      if (!(error instanceof ApiError) || error.passing || error.status === 404) throw error;
      return api.guest();
    }
  }

  /** Who signed in or registered is known, what else the server keeps of them is not. */
  async #lookAgain(): Promise<void> {
    const { token } = this.#credential;
    const me = token === null ? null : await this.#options.api.me(token).catch(() => null);
    if (me !== null) this.#know(me);
    else if (this.me !== null) this.#know(this.me);
    this.#options.changed?.();
  }

  async #startOver(): Promise<void> {
    this.#credential.clear();
    this.#options.keeper.clear();
    this.me = null;
    this.status = "asking";
    this.#tell();
    await this.start();
    this.#options.changed?.();
  }

  #hold({ token, cookie, expiresInS }: TokenAnswer): void {
    this.#credential.set(token, cookie === true ? (expiresInS ?? 0) : null);
    if (cookie !== true) this.#options.keeper.save(token);
  }

  #replace(token: string): void {
    this.#credential.replace(token);
    if (!this.#credential.shortLived) this.#options.keeper.save(token);
  }

  #know({ token, ...me }: Me): void {
    if (token !== undefined) this.#replace(token);
    this.me = me;
    this.status = "known";
    this.reason = "";
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** As long as the server has not said more. */
function plainly(player: PlayerInfo): Me {
  return { player, account: player.role !== "guest", mutedUntilS: 0, cursor: 0, mutedKinds: [] };
}

const waited = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What stands for an answer that is a refusal of this status. */
async function refusedAs<T, U>(status: number, instead: U, answer: Promise<T>): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === status) return instead;
    throw error;
  }
}
