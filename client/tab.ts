import { memoryTokens, storedTokens, type TokenStore } from "./net/link.ts";

/** Who flies. */
export interface Pilot {
  readonly name: string;
  readonly hull: number;
}

const SEAT = "orrery.seat";
const LOBBY_SEAT = "orrery.lobby-seat";
const PILOT = "orrery.pilot";
const OUTDATED = "orrery.outdated";
const LEFT = "orrery.left";

/** So long after its tab was closed a seat is taken up by the next one: servers hold it for about as long. */
const LEFT_MS = 60_000;

/** What outlives a page but not its tab, where the browser lets it; and the seat, which a tab leaves to the next one. */
export class Tab {
  readonly seat: TokenStore;
  readonly lobbySeat: TokenStore;
  readonly #storage: Storage | null;
  readonly #shared: Storage | null;

  /**
   * @param storage the tab's own
   * @param shared by all tabs
   */
  constructor(storage: Storage | null, shared: Storage | null = null) {
    this.#storage = storage;
    this.#shared = shared;
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

  /** The page goes, perhaps with its tab. @param nowMs since 1970 */
  leave(nowMs: number): void {
    const [seat, { pilot }] = [this.seat.load(), this];
    if (seat === null || pilot === null) return;
    try {
      this.#shared?.setItem(LEFT, JSON.stringify({ seat, pilot, atMs: nowMs }));
    } catch {
      // Then it is left to nobody.
    }
  }

  /** The page went and is shown again: what it left, it has. */
  stay(): void {
    try {
      const { seat } = JSON.parse(this.#shared?.getItem(LEFT) ?? "null") ?? {};
      if (seat === this.seat.load()) this.#shared?.removeItem(LEFT);
    } catch {
      // What was stored is no seat.
    }
  }

  /** The page begins: takes up what a closed tab left, unless it has a seat of its own. @param nowMs since 1970 */
  takeUp(nowMs: number): void {
    try {
      const { seat, pilot, atMs } = JSON.parse(this.#shared?.getItem(LEFT) ?? "null") ?? {};
      const mine = this.seat.load();
      // What another tab left is for one that has none.
      if (mine !== null && mine !== seat) return;
      this.#shared?.removeItem(LEFT);
      if (mine !== null || typeof seat !== "string" || !(nowMs - atMs >= 0 && nowMs - atMs < LEFT_MS)) return;
      this.#keep(PILOT, JSON.stringify(pilot));
      if (this.pilot !== null) this.seat.save(seat);
    } catch {
      // What was stored is no seat.
    }
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
    return new Tab(window.sessionStorage, window.localStorage);
  } catch {
    return new Tab(null);
  }
}
