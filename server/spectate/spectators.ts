import { JournalError } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { type LiveList, type LiveRefusalReason, MAX_LISTED_MATCHES } from "../../shared/wire/live.ts";
import { type Budgets, Permit, type Sender } from "../budgets/index.ts";
import { SpectatedRoom, type SpectatedRoomOptions } from "./spectated-room.ts";
import type { SpectatorStream } from "./spectator-stream.ts";

/** A room that may be spectated. */
export interface SpectatableRoom {
  readonly room: string;
  /** Name of its game. */
  readonly game: string;
  readonly round: number;
  readonly people: number;
  readonly tickHz: number;
  /** Whether its journal is up to date. */
  readonly kept: boolean;
  /** Whether it has secrets now, which its journal would show. */
  readonly secret: boolean;
}

export interface SpectatorsOptions extends SpectatedRoomOptions {
  readonly budgets: Budgets;
  /** The public ones. */
  readonly list: () => Promise<readonly SpectatableRoom[]>;
  readonly find: (roomId: string) => SpectatableRoom | null;
}

/** A refused spectator. */
export class SpectateRefused extends Error {
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
  readonly #options: SpectatorsOptions;
  readonly #shows = new Map<string, SpectatedRoom>();
  #closed = false;

  constructor(options: SpectatorsOptions) {
    this.delayS = options.delayS;
    this.#options = options;
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
    const shown = this.#isOff ? [] : await this.#options.list();
    const matches = shown
      .filter(({ kept, secret }) => kept && !secret)
      .toSorted((a, b) => b.people - a.people || (a.room < b.room ? -1 : 1))
      .slice(0, MAX_LISTED_MATCHES)
      .map(({ room, game, round, people }) => ({
        room,
        game,
        round,
        people,
        watching: this.#shows.get(room)?.watching ?? 0,
      }));
    return { delayS: this.delayS, matches };
  }

  /** Rejects with {@link SpectateRefused}. */
  async watch(roomId: string, sender: Sender): Promise<SpectatorStream> {
    try {
      if (this.#isOff) throw new SpectateRefused("off");
      return await this.#hold(sender, (release) => this.#admit(roomId, release));
    } catch (error) {
      if (error instanceof SpectateRefused) this.#options.metrics.refused(error.why);
      throw error;
    }
  }

  /** Counts one more spectator until `admit` fails or calls its argument. Rejects with {@link SpectateRefused}. */
  async #hold(sender: Sender, admit: (release: () => void) => Promise<SpectatorStream>): Promise<SpectatorStream> {
    const { budgets } = this.#options;
    const tooOften = budgets.consume("watches", sender);
    if (tooOften !== null) throw new SpectateRefused("tooOften", tooOften.retryAfterS);
    const hold = budgets.acquire("watchers", sender);
    if (!(hold instanceof Permit))
      throw new SpectateRefused(hold.by === "process" ? "full" : "addressFull", hold.retryAfterS);
    const release = () => hold.release();
    try {
      return await admit(release);
    } catch (error) {
      release();
      throw error;
    }
  }

  get #isOff(): boolean {
    return this.#closed || this.#options.budgets.table.holds.watchers.process === 0;
  }

  /** Called every `SHOW_PACE.releaseMs`. */
  releaseDue(): void {
    for (const [roomId, show] of this.#shows) {
      try {
        // Sooner than the delay lets anyone see of a secret.
        if (this.#options.find(roomId)?.secret === true) show.end();
        show.releaseDue();
      } catch (error) {
        // A game that cannot say whether it has secrets is not shown; others are.
        this.#options.report(error);
        show.end();
      }
      if (show.over) this.#shows.delete(roomId);
    }
  }

  /** Ends the streams of rooms whose rules have changed. Those who ask again get what is played under the new ones. */
  restart(roomIds: readonly string[]): void {
    for (const roomId of roomIds) {
      this.#shows.get(roomId)?.end();
      this.#shows.delete(roomId);
    }
  }

  close(): void {
    this.#closed = true;
    for (const show of this.#shows.values()) show.end();
    this.#shows.clear();
  }

  /** @param release called when the spectator is gone */
  async #admit(roomId: string, release: () => void): Promise<SpectatorStream> {
    const { limits } = this.#options;
    const show = this.#shows.get(roomId) ?? this.#begin(roomId);
    try {
      await show.opened();
    } catch (error) {
      this.#shows.delete(roomId);
      if (error instanceof JournalError || error instanceof CodecError) throw new SpectateRefused("notKept", 10);
      throw error;
    }
    if (this.#closed) throw new SpectateRefused("off");
    if (show.ended) throw new SpectateRefused("notKept", 1);
    if (show.bytes > limits.roomBytes) throw new SpectateRefused("tooLarge", 30);
    if (show.watching >= limits.watchersPerRoom) throw new SpectateRefused("matchFull", 10);
    const watcher = show.add(release);
    if (watcher === null) throw new SpectateRefused("tooYoung", show.waitS() ?? 1);
    return watcher;
  }

  #begin(roomId: string): SpectatedRoom {
    const { find, limits } = this.#options;
    const room = find(roomId);
    if (room === null || room.secret) throw new SpectateRefused("noSuchMatch");
    if (!room.kept) throw new SpectateRefused("notKept", 10);
    if (this.bytes > limits.bytes) throw new SpectateRefused("full", 30);
    const show = new SpectatedRoom(this.#options, roomId, room.tickHz);
    // The first caller reports a rejection.
    show.opened().catch(() => {});
    this.#shows.set(roomId, show);
    return show;
  }
}
