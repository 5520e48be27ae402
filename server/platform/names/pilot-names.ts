import { LRUCache } from "lru-cache";
import { STORE_LIMITS } from "../../../shared/wire/limits.ts";
import type { NameTable } from "../../runtime/durable-room.ts";
import type { RoomNames } from "../../runtime/room-definition.ts";
import type { Store } from "../store/port.ts";
import type { PilotRow } from "../store/rows.ts";

export interface PilotNamesOptions {
  readonly store: Pick<Store, "addPilots" | "pilotsOf" | "pilotsByIds">;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** A name was dropped before it was written, because too many wait. */
  readonly dropped: () => void;
  readonly report: (error: unknown) => void;
}

/** Returns the name of a room's pilot; "": it is unknown or was erased. */
export type NameOf = (pilot: number) => string;

/** Returns the id of a room's pilot; 0: not signed in, unknown or erased. */
export type PlayerOf = (pilot: number) => number;

/** A pilot's name, or their number if it is unknown or was erased. */
export function nameOrNumber(pilot: number, nameOf: NameOf): string {
  return nameOf(pilot) || `Pilot ${pilot}`;
}

/** Looks up names for consumers of a room's events, when they use an event. */
export interface NameLookup {
  /** Rejects with `StoreError` if the room runs elsewhere and the store is away. */
  ofRoom(roomId: string): Promise<NameOf>;
  /** The players of a room, by pilot. Rejects like {@link ofRoom}. */
  playersOf(roomId: string): Promise<PlayerOf>;
  /** The names of some pilots of a room. */
  ofPilots(roomId: string, pilots: readonly number[]): Promise<NameOf>;
  /** Whether this process has seen a player deleted. Events of matches of earlier versions still name them. */
  isDeleted(player: number): boolean;
}

/** Delay before rows that the store refused are written again, ms. */
const RETRY_MS = 2_000;
/** Most rows of one write. */
const BATCH_ROWS = 200;

/**
 * The names of people in matches. Only this table holds them: journals, replays and feeds hold pilot ids, so erasing a name here
 * erases it everywhere. While the store is away, names stay in memory.
 */
export class PilotNames implements NameTable, NameLookup {
  readonly #options: PilotNamesOptions;
  readonly #rooms = new Map<string, LiveNames>();
  /** Deleted players. */
  readonly #gone = new LRUCache<number, true>({ max: STORE_LIMITS.goneRemembered });
  /** Rows to be written, oldest first. */
  #waiting: PilotRow[] = [];
  #writing: Promise<void> | null = null;
  /** Whether the last write failed. */
  #away = false;
  #retry: ReturnType<typeof setTimeout> | null = null;

  constructor(options: PilotNamesOptions) {
    this.#options = options;
  }

  async open(roomId: string): Promise<RoomNames> {
    const names = new LiveNames(
      (row) => this.#write({ ...row, room: roomId, atMs: this.#options.wallMs() }),
      () => {
        if (this.#rooms.get(roomId) === names) this.#rooms.delete(roomId);
      },
    );
    try {
      names.load(await this.#options.store.pilotsOf(roomId, STORE_LIMITS.pilotsPerRoom));
    } catch (error) {
      this.#options.report(error);
    }
    this.#rooms.set(roomId, names);
    return names;
  }

  isDeleted(player: number): boolean {
    return this.#gone.has(player);
  }

  isOpen(roomId: string): boolean {
    return this.#rooms.has(roomId);
  }

  async ofRoom(roomId: string): Promise<NameOf> {
    const live = this.#rooms.get(roomId);
    if (live !== undefined) return (pilot) => live.nameOf(pilot);
    const names = await this.list(roomId);
    return (pilot) => names.get(pilot) ?? "";
  }

  async playersOf(roomId: string): Promise<PlayerOf> {
    const live = this.#rooms.get(roomId);
    if (live !== undefined) return (pilot) => live.playerOf(pilot);
    const rows = await this.#options.store.pilotsOf(roomId, STORE_LIMITS.pilotsPerRoom);
    const players = new Map(this.#withUnwritten(roomId, rows).map(({ pilot, player }) => [pilot, player]));
    return (pilot) => players.get(pilot) ?? 0;
  }

  async ofPilots(roomId: string, pilots: readonly number[]): Promise<NameOf> {
    if (this.#rooms.has(roomId)) return this.ofRoom(roomId);
    const names = this.#named(roomId, await this.#options.store.pilotsByIds(roomId, pilots));
    return (pilot) => names.get(pilot) ?? "";
  }

  /** All known names of a room, by pilot. Rejects with `StoreError`. */
  async list(roomId: string): Promise<ReadonlyMap<number, string>> {
    const live = this.#rooms.get(roomId);
    if (live !== undefined) return live.all();
    return this.#named(roomId, await this.#options.store.pilotsOf(roomId, STORE_LIMITS.pilotsPerRoom));
  }

  /** Erases a deleted player's names, and drops those that wait to be written. */
  async erase(player: number): Promise<void> {
    if (player === 0) return;
    this.#gone.set(player, true);
    for (const names of this.#rooms.values()) names.forget(player);
    this.#waiting = this.#waiting.filter((row) => row.player !== player);
    await this.#writing;
  }

  /** Tries once to write the waiting rows. Never rejects. */
  async close(): Promise<void> {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    await this.#writing;
    if (this.#waiting.length > 0) await this.#run();
    if (this.#retry !== null) clearTimeout(this.#retry);
  }

  #named(roomId: string, rows: readonly PilotRow[]): ReadonlyMap<number, string> {
    return new Map(this.#withUnwritten(roomId, rows).map(({ pilot, name }) => [pilot, name]));
  }

  /** Adds rows that the store does not have yet. */
  #withUnwritten(roomId: string, rows: readonly PilotRow[]): readonly PilotRow[] {
    return [...rows, ...this.#waiting.filter(({ room }) => room === roomId)];
  }

  #write(row: PilotRow): void {
    this.#waiting.push(row);
    if (this.#waiting.length > STORE_LIMITS.pilotsUnwritten) {
      this.#waiting.shift();
      this.#options.dropped();
    }
    if (this.#retry === null) this.#start();
  }

  #start(): void {
    this.#writing ??= this.#run().finally(() => {
      this.#writing = null;
      if (this.#waiting.length > 0 && this.#retry === null) this.#start();
    });
  }

  async #run(): Promise<void> {
    // Rows of one turn of the event loop are written together.
    await null;
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.slice(0, BATCH_ROWS);
      try {
        await this.#options.store.addPilots(rows);
      } catch (error) {
        // Report an outage once.
        if (!this.#away) this.#options.report(error);
        this.#away = true;
        this.#retry = setTimeout(() => {
          this.#retry = null;
          this.#start();
        }, RETRY_MS);
        this.#retry.unref();
        return;
      }
      this.#away = false;
      const written = new Set(rows);
      this.#waiting = this.#waiting.filter((row) => !written.has(row));
    }
  }
}

type Entry = Pick<PilotRow, "player" | "name">;

/** Names of a room of this process. */
class LiveNames implements RoomNames {
  readonly #entries = new Map<number, Entry>();
  readonly #write: (row: Pick<PilotRow, "pilot" | "player" | "name">) => void;
  readonly close: () => void;
  #revision = 0;

  constructor(write: (row: Pick<PilotRow, "pilot" | "player" | "name">) => void, close: () => void) {
    this.#write = write;
    this.close = close;
  }

  get revision(): number {
    return this.#revision;
  }

  nameOf(pilot: number): string {
    return this.#entries.get(pilot)?.name ?? "";
  }

  playerOf(pilot: number): number {
    return this.#entries.get(pilot)?.player ?? 0;
  }

  all(): ReadonlyMap<number, string> {
    return new Map([...this.#entries].map(([pilot, { name }]) => [pilot, name]));
  }

  load(rows: readonly PilotRow[]): void {
    for (const { pilot, player, name } of rows.toSorted((a, b) => a.pilot - b.pilot))
      this.#entries.set(pilot, { player, name });
  }

  add(pilot: number, player: number, name: string): void {
    this.#entries.set(pilot, { player, name });
    this.#write({ pilot, player, name });
    if (this.#entries.size <= STORE_LIMITS.pilotsPerRoom) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest);
  }

  forget(player: number): void {
    for (const [pilot, entry] of this.#entries) if (entry.player === player) this.#entries.delete(pilot);
    this.#revision++;
  }
}
