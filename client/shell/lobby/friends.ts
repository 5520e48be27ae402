import { type Api, ApiError, type Friend } from "../identity/index.ts";

/** The players whom this one follows. Changes show at once; a refusal by the server reverts them. */
export class Friends {
  readonly #api: Api;
  readonly #listeners = new Set<() => void>();
  #all = new Map<number, string>();
  /** Counts changes of the player: answers for an earlier one are dropped. */
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

  /** This browser has signed in as another player. */
  clear(): void {
    this.#player++;
    this.#set(new Map());
  }

  /** Never rejects with `ApiError`: the page works without this list. */
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
