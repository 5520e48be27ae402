import { memoryTokens, storedTokens, type TokenStore } from "./net/index.ts";

/** Who flies. */
export interface Pilot {
  readonly name: string;
  readonly hull: number;
}

const SEAT = "orrery.seat";
const LOBBY_SEAT = "orrery.lobby-seat";
const PILOT = "orrery.pilot";
const OUTDATED = "orrery.outdated";

/** What outlives a page but not its tab, where the browser lets it. */
export class Tab {
  readonly seat: TokenStore;
  readonly lobbySeat: TokenStore;
  readonly #storage: Storage | null;

  constructor(storage: Storage | null) {
    this.#storage = storage;
    this.seat = storage === null ? memoryTokens() : storedTokens(storage, SEAT);
    this.lobbySeat = storage === null ? memoryTokens() : storedTokens(storage, LOBBY_SEAT);
  }

  /** Who holds the seat: in other tabs it may be someone else. */
  get pilot(): Pilot | null {
    try {
      const { name, hull } = JSON.parse(this.#storage?.getItem(PILOT) ?? "null") ?? {};
      return typeof name === "string" && Number.isInteger(hull) ? { name, hull } : null;
    } catch {
      return null;
    }
  }

  set pilot(pilot: Pilot) {
    this.#keep(PILOT, JSON.stringify(pilot));
  }

  /**
   * Whether a page of this version was left already, the last that was, because the server was of another; from now on it
   * was. True where that cannot be remembered.
   */
  hasLeft(wire: string): boolean {
    try {
      return this.#storage?.getItem(OUTDATED) === wire || !this.#keep(OUTDATED, wire);
    } catch {
      return true;
    }
  }

  #keep(key: string, value: string): boolean {
    try {
      this.#storage?.setItem(key, value);
      return this.#storage !== null;
    } catch {
      return false;
    }
  }
}

export function openTab(): Tab {
  try {
    return new Tab(window.sessionStorage);
  } catch {
    return new Tab(null);
  }
}
