import { memoryTokenStore, storageTokenStore, type TokenStore } from "../net/link.ts";

/** The name and hull that a player joins with. */
export interface SeatPilot {
  readonly name: string;
  readonly hull: number;
}

const SEAT = "orrery.seat";
const LOBBY_SEAT = "orrery.lobby-seat";
const PILOT = "orrery.pilot";
const OUTDATED = "orrery.outdated";
const LEFT = "orrery.left";

/** How long after its tab was closed the next tab may resume a seat, ms: servers hold it for about as long. */
const LEFT_MS = 60_000;

/** State that survives a reload of its tab, if the browser allows storage; and the seat, which a closed tab leaves to the next. */
export class TabStorage {
  readonly seat: TokenStore;
  readonly lobbySeat: TokenStore;
  readonly #storage: Storage | null;
  readonly #shared: Storage | null;

  /**
   * @param storage this tab's own; null: the browser blocks it
   * @param shared storage of all tabs
   */
  constructor(storage: Storage | null, shared: Storage | null = null) {
    this.#storage = storage;
    this.#shared = shared;
    this.seat = storage === null ? memoryTokenStore() : storageTokenStore(storage, SEAT);
    this.lobbySeat = storage === null ? memoryTokenStore() : storageTokenStore(storage, LOBBY_SEAT);
  }

  /** The pilot in this tab's seat; other tabs may have others. */
  get pilot(): SeatPilot | null {
    try {
      const { name, hull } = JSON.parse(this.#storage?.getItem(PILOT) ?? "null") ?? {};
      return typeof name === "string" && Number.isInteger(hull) ? { name, hull } : null;
    } catch {
      return null;
    }
  }

  set pilot(pilot: SeatPilot) {
    this.#store(PILOT, JSON.stringify(pilot));
  }

  /** The page is being hidden, perhaps for good: leaves its seat to the next tab. @param nowMs since 1970 */
  leaveSeat(nowMs: number): void {
    const [seat, { pilot }] = [this.seat.load(), this];
    if (seat === null || pilot === null) return;
    try {
      this.#shared?.setItem(LEFT, JSON.stringify({ seat, pilot, atMs: nowMs }));
    } catch {
      // Storage is full or blocked: no other tab gets the seat.
    }
  }

  /** The page is shown again: takes back the seat that it left. */
  reclaimSeat(): void {
    try {
      const { seat } = JSON.parse(this.#shared?.getItem(LEFT) ?? "null") ?? {};
      if (seat === this.seat.load()) this.#shared?.removeItem(LEFT);
    } catch {
      // The stored value is not a seat.
    }
  }

  /** The page starts: takes the seat that a closed tab left, unless it has one of its own. @param nowMs since 1970 */
  takeUp(nowMs: number): void {
    try {
      const { seat, pilot, atMs } = JSON.parse(this.#shared?.getItem(LEFT) ?? "null") ?? {};
      const mine = this.seat.load();
      // A tab with a seat of its own leaves the other one alone.
      if (mine !== null && mine !== seat) return;
      this.#shared?.removeItem(LEFT);
      if (mine !== null || typeof seat !== "string" || !(nowMs - atMs >= 0 && nowMs - atMs < LEFT_MS)) return;
      this.#store(PILOT, JSON.stringify(pilot));
      if (this.pilot !== null) this.seat.save(seat);
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

export function openTabStorage(): TabStorage {
  try {
    return new TabStorage(window.sessionStorage, window.localStorage);
  } catch {
    return new TabStorage(null);
  }
}
