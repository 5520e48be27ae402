import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import type { NameTable, RoomNames } from "../clockwork/room-names.ts";
import type { PilotRow, Store } from "../store/port.ts";

export interface PilotNamesHost {
  readonly store: Pick<Store, "addPilots" | "pilotsOf" | "pilotsAmong">;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** A name was given up before it was written: too many wait. */
  readonly dropped: () => void;
  readonly report: (error: unknown) => void;
}

/** Looks up what a pilot of a room is called; "": that is not known, or forgotten. */
export type NameOf = (pilot: number) => string;

/** Whoever tells others of a room's events looks names up here, when they tell them. */
export interface FindNames {
  /** Rejects with `StoreError` while names of a room that is not here cannot be had. */
  of(roomId: string): Promise<NameOf>;
  /** Of some pilots of a room. */
  some(roomId: string, pilots: readonly number[]): Promise<NameOf>;
  /** Whether a player is gone, as far as this process has seen: matches of earlier versions go on naming them. */
  isGone(player: number): boolean;
}

/** A new try to write what the store did not take, ms. */
const AGAIN_MS = 2_000;
/** Rows written at once. */
const BATCH_ROWS = 200;

/**
 * What people were called in matches: the one place where it is written down. Journals, replays and feeds hold ids of pilots,
 * so that forgetting a name here takes it out of all of them. While the store is away names live in memory.
 */
export class PilotNames implements NameTable, FindNames {
  readonly #host: PilotNamesHost;
  readonly #rooms = new Map<string, LiveNames>();
  /** The one who went first at the front. */
  readonly #gone = new Set<number>();
  /** Not written yet, oldest first. */
  #waiting: PilotRow[] = [];
  #writing: Promise<void> | null = null;
  /** The store did not take the last ones. */
  #away = false;
  #retry: ReturnType<typeof setTimeout> | null = null;

  constructor(host: PilotNamesHost) {
    this.#host = host;
  }

  async open(roomId: string): Promise<RoomNames> {
    const names = new LiveNames(
      (row) => this.#write({ ...row, room: roomId, atMs: this.#host.wallMs() }),
      () => {
        if (this.#rooms.get(roomId) === names) this.#rooms.delete(roomId);
      },
    );
    try {
      names.load(await this.#host.store.pilotsOf(roomId, STORE_LIMITS.pilotsPerRoom));
    } catch (error) {
      this.#host.report(error);
    }
    this.#rooms.set(roomId, names);
    return names;
  }

  isGone(player: number): boolean {
    return this.#gone.has(player);
  }

  isOpen(roomId: string): boolean {
    return this.#rooms.has(roomId);
  }

  async of(roomId: string): Promise<NameOf> {
    const live = this.#rooms.get(roomId);
    if (live !== undefined) return (pilot) => live.nameOf(pilot);
    const names = await this.list(roomId);
    return (pilot) => names.get(pilot) ?? "";
  }

  async some(roomId: string, pilots: readonly number[]): Promise<NameOf> {
    if (this.#rooms.has(roomId)) return this.of(roomId);
    const names = this.#named(roomId, await this.#host.store.pilotsAmong(roomId, pilots));
    return (pilot) => names.get(pilot) ?? "";
  }

  /** Names by pilot of all who are known. Rejects with `StoreError`. */
  async list(roomId: string): Promise<ReadonlyMap<number, string>> {
    const live = this.#rooms.get(roomId);
    if (live !== undefined) return live.all();
    return this.#named(roomId, await this.#host.store.pilotsOf(roomId, STORE_LIMITS.pilotsPerRoom));
  }

  /** Nothing here names a player any more, and nothing is written of them that waits. */
  async forget(player: number): Promise<void> {
    if (player === 0) return;
    this.#gone.add(player);
    if (this.#gone.size > STORE_LIMITS.goneRemembered)
      for (const first of this.#gone) {
        this.#gone.delete(first);
        break;
      }
    for (const names of this.#rooms.values()) names.forget(player);
    this.#waiting = this.#waiting.filter((row) => row.player !== player);
    await this.#writing;
  }

  /** Writes what waits, once. Never rejects. */
  async close(): Promise<void> {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    await this.#writing;
    if (this.#waiting.length > 0) await this.#run();
    if (this.#retry !== null) clearTimeout(this.#retry);
  }

  /** With those that the store does not have yet. */
  #named(roomId: string, rows: readonly PilotRow[]): ReadonlyMap<number, string> {
    const unwritten = this.#waiting.filter(({ room }) => room === roomId);
    return new Map([...rows, ...unwritten].map(({ pilot, name }) => [pilot, name]));
  }

  #write(row: PilotRow): void {
    this.#waiting.push(row);
    if (this.#waiting.length > STORE_LIMITS.pilotsUnwritten) {
      this.#waiting.shift();
      this.#host.dropped();
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
    // Those who come in one turn are written together.
    await null;
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.slice(0, BATCH_ROWS);
      try {
        await this.#host.store.addPilots(rows);
      } catch (error) {
        // Once for as long as it is away.
        if (!this.#away) this.#host.report(error);
        this.#away = true;
        this.#retry = setTimeout(() => {
          this.#retry = null;
          this.#start();
        }, AGAIN_MS);
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

/** Of a room of this process. */
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
