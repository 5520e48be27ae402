import { JournalError } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { LISTED_MATCHES, type LiveList, type LiveRefusalReason } from "../../shared/wire/live.ts";
import { addressKey, KeyedBuckets } from "../transport/buckets.ts";
import { Show, type ShowHost } from "./show.ts";
import type { Watcher } from "./watcher.ts";

/** A room that may be watched. */
export interface Watchable {
  readonly room: string;
  readonly round: number;
  readonly people: number;
  readonly tickHz: number;
  /** Whether its journal has what happens in it. */
  readonly kept: boolean;
}

export interface SpectatorsHost extends ShowHost {
  /** Who may watch in this process; 0: nobody. */
  readonly seats: number;
  /** Those that anyone may know of. */
  readonly list: () => Promise<readonly Watchable[]>;
  readonly find: (roomId: string) => Watchable | null;
}

/** Why someone may not watch. */
export class Unwatchable extends Error {
  override readonly name = "Unwatchable";
  readonly why: LiveRefusalReason;
  readonly retryInS: number | null;

  constructor(why: LiveRefusalReason, retryInS: number | null = null) {
    super(why);
    this.why = why;
    this.retryInS = retryInS;
  }
}

/** Who watch the rooms of this process. */
export class Spectators {
  readonly delayS: number;
  readonly #host: SpectatorsHost;
  readonly #shows = new Map<string, Show>();
  readonly #opens: KeyedBuckets;
  /** On their way to a show. */
  #coming = 0;
  #closed = false;

  constructor(host: SpectatorsHost) {
    const { opensPerSecond, openBurst, addresses } = host.limits;
    this.delayS = host.delayS;
    this.#host = host;
    this.#opens = new KeyedBuckets(opensPerSecond, openBurst, addresses);
  }

  get watching(): number {
    let count = 0;
    for (const { watching } of this.#shows.values()) count += watching;
    return count;
  }

  get rooms(): number {
    return this.#shows.size;
  }

  get bytes(): number {
    let sum = 0;
    for (const { bytes } of this.#shows.values()) sum += bytes;
    return sum;
  }

  /** What goes on, most people first. */
  async list(): Promise<LiveList> {
    const shown = this.#host.seats === 0 ? [] : await this.#host.list();
    const matches = shown
      .filter(({ kept }) => kept)
      .toSorted((a, b) => b.people - a.people || (a.room < b.room ? -1 : 1))
      .slice(0, LISTED_MATCHES)
      .map(({ room, round, people }) => ({ room, round, people, watching: this.#shows.get(room)?.watching ?? 0 }));
    return { delayS: this.delayS, matches };
  }

  /** Rejects with {@link Unwatchable}. */
  async watch(roomId: string, peer: string): Promise<Watcher> {
    const { seats, limits, now, metrics } = this.#host;
    const address = addressKey(peer);
    try {
      if (seats === 0 || this.#closed) throw new Unwatchable("off");
      if (!this.#opens.take(address, now())) throw new Unwatchable("tooOften", 5);
      if (this.watching + this.#coming >= seats) throw new Unwatchable("full", 10);
      if (this.#from(address) >= limits.watchersPerAddress) throw new Unwatchable("addressFull", 10);
      return await this.#admit(roomId, address);
    } catch (error) {
      if (error instanceof Unwatchable) metrics.refused(error.why);
      throw error;
    }
  }

  /** Called every `SHOW_PACE.releaseMs`. */
  beat(): void {
    for (const [roomId, show] of this.#shows) {
      show.beat();
      if (show.over) this.#shows.delete(roomId);
    }
  }

  close(): void {
    this.#closed = true;
    for (const show of this.#shows.values()) show.end();
    this.#shows.clear();
  }

  async #admit(roomId: string, address: string): Promise<Watcher> {
    const { limits } = this.#host;
    const show = this.#shows.get(roomId) ?? this.#begin(roomId);
    this.#coming++;
    try {
      await show.opened();
    } catch (error) {
      this.#shows.delete(roomId);
      if (error instanceof JournalError || error instanceof CodecError) throw new Unwatchable("notKept", 10);
      throw error;
    } finally {
      this.#coming--;
    }
    if (this.#closed) throw new Unwatchable("off");
    if (show.ended) throw new Unwatchable("notKept", 1);
    if (show.bytes > limits.roomBytes) throw new Unwatchable("tooLarge", 30);
    if (show.watching >= limits.watchersPerRoom) throw new Unwatchable("matchFull", 10);
    if (this.#from(address) >= limits.watchersPerAddress) throw new Unwatchable("addressFull", 10);
    const watcher = show.add(address);
    if (watcher === null) throw new Unwatchable("tooYoung", show.waitS() ?? 1);
    return watcher;
  }

  #begin(roomId: string): Show {
    const { find, limits } = this.#host;
    const room = find(roomId);
    if (room === null) throw new Unwatchable("noSuchMatch");
    if (!room.kept) throw new Unwatchable("notKept", 10);
    if (this.bytes > limits.bytes) throw new Unwatchable("full", 30);
    const show = new Show(this.#host, roomId, room.tickHz);
    // Whoever asked first hears of it.
    show.opened().catch(() => {});
    this.#shows.set(roomId, show);
    return show;
  }

  #from(address: string): number {
    let count = 0;
    for (const show of this.#shows.values()) count += show.from(address);
    return count;
  }
}
