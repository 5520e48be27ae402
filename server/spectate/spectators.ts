import { JournalError } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { LISTED_MATCHES, type LiveList, type LiveRefusalReason } from "../../shared/wire/live.ts";
import { type Budgets, Hold, type Sender } from "../budgets/index.ts";
import { Show, type ShowHost } from "./show.ts";
import type { Watcher } from "./watcher.ts";

/** A room that may be spectated. */
export interface Watchable {
  readonly room: string;
  readonly round: number;
  readonly people: number;
  readonly tickHz: number;
  /** Whether its journal is up to date. */
  readonly kept: boolean;
  /** Whether it has secrets now, which its journal would show. */
  readonly secret: boolean;
}

export interface SpectatorsHost extends ShowHost {
  readonly budgets: Budgets;
  /** The public ones. */
  readonly list: () => Promise<readonly Watchable[]>;
  readonly find: (roomId: string) => Watchable | null;
}

/** A refused spectator. */
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

/** The spectators of this process's rooms. */
export class Spectators {
  readonly delayS: number;
  readonly #host: SpectatorsHost;
  readonly #shows = new Map<string, Show>();
  #closed = false;

  constructor(host: SpectatorsHost) {
    this.delayS = host.delayS;
    this.#host = host;
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

  /** The running matches, those with most players first. */
  async list(): Promise<LiveList> {
    const shown = this.#isOff ? [] : await this.#host.list();
    const matches = shown
      .filter(({ kept, secret }) => kept && !secret)
      .toSorted((a, b) => b.people - a.people || (a.room < b.room ? -1 : 1))
      .slice(0, LISTED_MATCHES)
      .map(({ room, round, people }) => ({ room, round, people, watching: this.#shows.get(room)?.watching ?? 0 }));
    return { delayS: this.delayS, matches };
  }

  /** Rejects with {@link Unwatchable}. */
  async watch(roomId: string, sender: Sender): Promise<Watcher> {
    try {
      if (this.#isOff) throw new Unwatchable("off");
      return await this.#hold(sender, (release) => this.#admit(roomId, release));
    } catch (error) {
      if (error instanceof Unwatchable) this.#host.metrics.refused(error.why);
      throw error;
    }
  }

  /** Counts one more spectator until `admit` fails or calls its argument. Rejects with {@link Unwatchable}. */
  async #hold(sender: Sender, admit: (release: () => void) => Promise<Watcher>): Promise<Watcher> {
    const { budgets } = this.#host;
    const tooOften = budgets.take("watches", sender);
    if (tooOften !== null) throw new Unwatchable("tooOften", tooOften.retryAfterS);
    const hold = budgets.hold("watchers", sender);
    if (!(hold instanceof Hold))
      throw new Unwatchable(hold.by === "process" ? "full" : "addressFull", hold.retryAfterS);
    const release = () => hold.release();
    try {
      return await admit(release);
    } catch (error) {
      release();
      throw error;
    }
  }

  get #isOff(): boolean {
    return this.#closed || this.#host.budgets.table.holds.watchers.process === 0;
  }

  /** Called every `SHOW_PACE.releaseMs`. */
  beat(): void {
    for (const [roomId, show] of this.#shows) {
      // Sooner than the delay lets anyone see of a secret.
      if (this.#host.find(roomId)?.secret === true) show.end();
      show.beat();
      if (show.over) this.#shows.delete(roomId);
    }
  }

  close(): void {
    this.#closed = true;
    for (const show of this.#shows.values()) show.end();
    this.#shows.clear();
  }

  /** @param release called when the spectator is gone */
  async #admit(roomId: string, release: () => void): Promise<Watcher> {
    const { limits } = this.#host;
    const show = this.#shows.get(roomId) ?? this.#begin(roomId);
    try {
      await show.opened();
    } catch (error) {
      this.#shows.delete(roomId);
      if (error instanceof JournalError || error instanceof CodecError) throw new Unwatchable("notKept", 10);
      throw error;
    }
    if (this.#closed) throw new Unwatchable("off");
    if (show.ended) throw new Unwatchable("notKept", 1);
    if (show.bytes > limits.roomBytes) throw new Unwatchable("tooLarge", 30);
    if (show.watching >= limits.watchersPerRoom) throw new Unwatchable("matchFull", 10);
    const watcher = show.add(release);
    if (watcher === null) throw new Unwatchable("tooYoung", show.waitS() ?? 1);
    return watcher;
  }

  #begin(roomId: string): Show {
    const { find, limits } = this.#host;
    const room = find(roomId);
    if (room === null || room.secret) throw new Unwatchable("noSuchMatch");
    if (!room.kept) throw new Unwatchable("notKept", 10);
    if (this.bytes > limits.bytes) throw new Unwatchable("full", 30);
    const show = new Show(this.#host, roomId, room.tickHz);
    // The first caller reports a rejection.
    show.opened().catch(() => {});
    this.#shows.set(roomId, show);
    return show;
  }
}
