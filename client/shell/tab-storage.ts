import { memoryTokenStore, storageTokenStore, type TokenStore } from "../net/link.ts";
import type { JoinChoice } from "./page-state.ts";

/** What a tab remembers for one game. */
export interface TabGame<Choice extends JoinChoice> {
  /** Prefix of the keys. */
  readonly keys: string;
  /** Reads a stored choice; null: it is not one. */
  readChoice(stored: unknown): Choice | null;
}

const LOBBY_SEAT = "orrery.lobby-seat";
const OUTDATED = "orrery.outdated";

/** How long after its tab was closed the next tab may resume a seat, ms: servers hold it for about as long. */
const LEFT_MS = 60_000;

/** State that survives a reload of its tab, if the browser allows storage; and the seat, which a closed tab leaves to the next. */
export class TabStorage<Choice extends JoinChoice = JoinChoice> {
  readonly seat: TokenStore;
  readonly lobbySeat: TokenStore;
  readonly #storage: Storage | null;
  readonly #shared: Storage | null;
  readonly #game: TabGame<Choice>;
  readonly #keys: { readonly seat: string; readonly choice: string; readonly left: string };

  /**
   * @param storage this tab's own; null: the browser blocks it
   * @param shared storage of all tabs
   */
  constructor(game: TabGame<Choice>, storage: Storage | null, shared: Storage | null = null) {
    this.#game = game;
    this.#keys = { seat: `${game.keys}.seat`, choice: `${game.keys}.pilot`, left: `${game.keys}.left` };
    this.#storage = storage;
    this.#shared = shared;
    this.seat = storage === null ? memoryTokenStore() : storageTokenStore(storage, this.#keys.seat);
    this.lobbySeat = storage === null ? memoryTokenStore() : storageTokenStore(storage, LOBBY_SEAT);
  }

  /** What the seat in this tab was joined with; null: unknown. Other tabs may have others. */
  get choice(): Choice | null {
    try {
      return this.#game.readChoice(JSON.parse(this.#storage?.getItem(this.#keys.choice) ?? "null"));
    } catch {
      return null;
    }
  }

  set choice(choice: Choice) {
    this.#store(this.#keys.choice, JSON.stringify(choice));
  }

  /** The page is being hidden, perhaps for good: leaves its seat to the next tab. @param nowMs since 1970 */
  leaveSeat(nowMs: number): void {
    const [seat, { choice }] = [this.seat.load(), this];
    if (seat === null || choice === null) return;
    try {
      this.#shared?.setItem(this.#keys.left, JSON.stringify({ seat, pilot: choice, atMs: nowMs }));
    } catch {
      // Storage is full or blocked: no other tab gets the seat.
    }
  }

  /** The page is shown again: takes back the seat that it left. */
  reclaimSeat(): void {
    try {
      const { seat } = JSON.parse(this.#shared?.getItem(this.#keys.left) ?? "null") ?? {};
      if (seat === this.seat.load()) this.#shared?.removeItem(this.#keys.left);
    } catch {
      // The stored value is not a seat.
    }
  }

  /** The page starts: takes the seat that a closed tab left, unless it has one of its own. @param nowMs since 1970 */
  takeUp(nowMs: number): void {
    try {
      const { seat, pilot, atMs } = JSON.parse(this.#shared?.getItem(this.#keys.left) ?? "null") ?? {};
      const mine = this.seat.load();
      // A tab with a seat of its own leaves the other one alone.
      if (mine !== null && mine !== seat) return;
      this.#shared?.removeItem(this.#keys.left);
      if (mine !== null || typeof seat !== "string" || !(nowMs - atMs >= 0 && nowMs - atMs < LEFT_MS)) return;
      this.#store(this.#keys.choice, JSON.stringify(pilot));
      if (this.choice !== null) this.seat.save(seat);
    } catch {
      // The stored value is not a seat.
    }
  }

  /**
   * Whether this tab last left a page of this version because the server had another one; remembers that it did. True if
   * it cannot be remembered.
   */
  hasLeftVersion(wire: string): boolean {
    try {
      return this.#storage?.getItem(OUTDATED) === wire || !this.#store(OUTDATED, wire);
    } catch {
      return true;
    }
  }

  #store(key: string, value: string): boolean {
    try {
      this.#storage?.setItem(key, value);
      return this.#storage !== null;
    } catch {
      return false;
    }
  }
}

export function openTabStorage<Choice extends JoinChoice>(game: TabGame<Choice>): TabStorage<Choice> {
  try {
    return new TabStorage(game, window.sessionStorage, window.localStorage);
  } catch {
    return new TabStorage(game, null);
  }
}
