import { type Api, ApiError } from "./api.ts";
import type { TokenKeeper } from "./keeper.ts";
import type { Me, PlayerInfo, SignedIn } from "./shapes.ts";

/** `asking` until the server has said who this is; `unknown` while it cannot be asked: one can fly all the same. */
export type IdentityStatus = "asking" | "known" | "unknown";

export interface IdentityOptions {
  readonly api: Api;
  readonly keeper: TokenKeeper;
  /** What a new guest would like to be called. */
  callsign(): string;
  /** Does it while no other tab does. */
  readonly alone?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Who this browser is to the server: a guest from the first visit on, an account once there is a password to it. */
export class Identity {
  status: IdentityStatus = "asking";
  /** null: not known. */
  me: Me | null = null;
  /** Why it is not known, in words. */
  reason = "";
  readonly #options: IdentityOptions;
  readonly #listeners = new Set<() => void>();
  #asking: Promise<void> | null = null;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  get token(): string | null {
    return this.#options.keeper.load();
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

  /** Rejects with `ApiError`, as the other methods do. */
  async register(name: string, password: string): Promise<void> {
    await this.#become(await this.#options.api.register(name, password));
  }

  async login(name: string, password: string): Promise<void> {
    await this.#become(await this.#options.api.login(name, password));
  }

  /** Afterwards this browser is a new guest. */
  async logout(): Promise<void> {
    await this.#options.api.logout();
    await this.#startOver();
  }

  async erase(password: string | undefined): Promise<void> {
    await this.#options.api.deleteMe(password);
    await this.#startOver();
  }

  async rename(name: string): Promise<void> {
    if (this.me === null || this.me.player.name === name) return;
    const { token, player } = await this.#options.api.rename(name);
    if (token !== undefined) this.#options.keeper.save(token);
    this.#know({ ...this.me, player: player ?? { ...this.me.player, name } });
  }

  /** The server has changed what it keeps beside the name. */
  adjust(part: Partial<Pick<Me, "cursor" | "mutedKinds">>): void {
    if (this.me !== null) this.#know({ ...this.me, ...part });
  }

  async #find(): Promise<void> {
    const { api, keeper } = this.#options;
    try {
      if (keeper.load() !== null) {
        try {
          this.#know(await api.me());
          return;
        } catch (error) {
          // This session was ended, or the account is gone.
          if (!(error instanceof ApiError) || error.passing || error.status === 404) throw error;
          keeper.save(null);
        }
      }
      await this.#become(await this.#newGuest());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.status = "unknown";
      this.reason = error.status === 404 ? "This server has no lobby." : error.message;
      this.#tell();
    }
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

  async #become({ token, player }: SignedIn): Promise<void> {
    this.#options.keeper.save(token);
    const plain: Me = { player, account: player.role !== "guest", mutedUntilS: 0, cursor: 0, mutedKinds: [] };
    this.#know(await this.#options.api.me().catch(() => plain));
  }

  async #startOver(): Promise<void> {
    this.#options.keeper.save(null);
    this.me = null;
    this.status = "asking";
    this.#tell();
    await this.start();
  }

  #know(me: Me): void {
    if (me.token !== undefined) this.#options.keeper.save(me.token);
    this.me = me;
    this.status = "known";
    this.reason = "";
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
