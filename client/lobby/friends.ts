import { type Api, ApiError, type Friend } from "../identity/index.ts";

/** Whom this player follows. What is asked for shows at once, and is taken back when the server says no. */
export class Friends {
  readonly #api: Api;
  readonly #listeners = new Set<() => void>();
  #all = new Map<number, string>();
  /** Raised when another player is here: answers for the one before are dropped. */
  #player = 0;

  constructor(api: Api) {
    this.#api = api;
  }

  get all(): readonly Friend[] {
    return [...this.#all].map(([id, name]) => ({ id, name }));
  }

  has(player: number): boolean {
    return this.#all.has(player);
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Another player is here now. */
  clear(): void {
    this.#player++;
    this.#set(new Map());
  }

  /** Never rejects: whom one follows is no reason not to show the rest. */
  async load(): Promise<void> {
    const player = this.#player;
    try {
      const friends = await this.#api.friends();
      if (player === this.#player) this.#set(new Map(friends.map(({ id, name }) => [id, name])));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Rejects with `ApiError`. */
  async follow(player: number, name: string, on: boolean): Promise<void> {
    const before = this.#all;
    const after = new Map(before);
    if (on) after.set(player, name);
    else after.delete(player);
    this.#set(after);
    try {
      await (on ? this.#api.follow(player) : this.#api.unfollow(player));
    } catch (error) {
      if (this.#all === after) this.#set(before);
      throw error;
    }
  }

  #set(all: Map<number, string>): void {
    this.#all = all;
    for (const listener of this.#listeners) listener();
  }
}
