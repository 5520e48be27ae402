import { ROOM_LIMITS, type SpectateLimits } from "../../shared/wire/limits.ts";
import type { JournalFollower, JournalStore } from "../journal/port.ts";
import { DelayedStream } from "./delayed-stream.ts";
import type { SpectateMetrics } from "./metrics.ts";
import { SpectatorStream } from "./spectator-stream.ts";

export interface SpectatedRoomOptions {
  readonly store: Pick<JournalStore, "follow">;
  readonly delayS: number;
  readonly limits: SpectateLimits;
  readonly metrics: SpectateMetrics;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Intervals of reading the journal and of releasing what is old enough, ms. */
export const SPECTATE_INTERVALS = { pollMs: 500, releaseMs: 250 } as const;
/**
 * A late room catches up with faster ticks, so a tick may be younger than the later ones suggest, by up to this much,
 * ms.
 */
const LATE_MS = ROOM_LIMITS.backlogMs + 100;
/** A match without spectators is kept for this long, so that returning ones need not wait, ms. */
const LINGER_MS = 10_000;

/** One spectated room: reads and packs its journal once for all its spectators. */
export class SpectatedRoom {
  readonly #options: SpectatedRoomOptions;
  readonly #reel: DelayedStream;
  readonly #journal: JournalFollower;
  readonly #watchers = new Set<SpectatorStream>();
  readonly #opened: Promise<void>;
  #ready = false;
  #polling = false;
  #nextPollMs = 0;
  #emptySinceMs: number;
  #over = false;

  constructor(options: SpectatedRoomOptions, roomId: string, tickHz: number) {
    this.#options = options;
    const delayTicks = Math.ceil((options.delayS + LATE_MS / 1000) * tickHz);
    this.#reel = new DelayedStream(delayTicks, tickHz);
    this.#journal = options.store.follow(roomId, (event) => this.#reel.add(event));
    this.#emptySinceMs = options.now();
    this.#opened = this.#open(delayTicks, tickHz);
  }

  get watching(): number {
    return this.#watchers.size;
  }

  get bytes(): number {
    let bytes = this.#reel.bytes;
    for (const { unsentBytes } of this.#watchers) bytes += unsentBytes;
    return bytes;
  }

  /** Whether it can be dropped: it has ended, or has had no spectators for a while. */
  get over(): boolean {
    return this.#over || (this.#watchers.size === 0 && this.#options.now() - this.#emptySinceMs > LINGER_MS);
  }

  /** Whether it has ended: new spectators get nothing. */
  get ended(): boolean {
    return this.#over;
  }

  /** Resolves when the journal is open. Rejects with `JournalError` if it cannot be read. */
  opened(): Promise<void> {
    return this.#opened;
  }

  /** Wait until something can be shown, s; null: something can. */
  waitS(): number | null {
    return this.#reel.waitS(this.#options.now());
  }

  /**
   * Adds a spectator, from the newest start on; null: nothing may be shown yet. @param release called when it is gone
   */
  add(release: () => void): SpectatorStream | null {
    const opening = this.#reel.opening();
    if (opening === null) return null;
    const { limits } = this.#options;
    const watcher = new SpectatorStream(release, limits.unsentBytes, (gone) => this.#remove(gone));
    this.#watchers.add(watcher);
    watcher.open(opening);
    for (const { length } of opening) this.#options.metrics.sent(length);
    return watcher;
  }

  /** Releases what has become old enough. Call it every {@link SPECTATE_INTERVALS}.releaseMs. */
  releaseDue(): void {
    if (!this.#ready || this.#over) return;
    const nowMs = this.#options.now();
    if (!this.#polling && nowMs >= this.#nextPollMs) void this.#poll(nowMs);
    this.#release(nowMs);
    if (this.#reel.bytes > this.#options.limits.roomBytes) {
      this.#options.metrics.dropped();
      this.end();
    } else if (this.#journal.over && this.#reel.empty) this.end();
  }

  /** Ends the streams of all spectators. */
  end(): void {
    this.#over = true;
    for (const watcher of this.#watchers) watcher.finish();
    this.#watchers.clear();
  }

  async #open(delayTicks: number, tickHz: number): Promise<void> {
    await this.#journal.open(delayTicks, tickHz);
    this.#reel.noteReached(this.#journal.reached, this.#options.now());
    this.#ready = true;
    this.#release(this.#options.now());
  }

  async #poll(nowMs: number): Promise<void> {
    this.#polling = true;
    this.#nextPollMs = nowMs + SPECTATE_INTERVALS.pollMs;
    const began = performance.now();
    try {
      await this.#journal.poll();
      this.#reel.noteReached(this.#journal.reached, this.#options.now());
    } catch (error) {
      this.#options.report(error);
      this.end();
    } finally {
      this.#polling = false;
      this.#options.metrics.spent((performance.now() - began) / 1000);
    }
  }

  #release(nowMs: number): void {
    const began = performance.now();
    for (const part of this.#reel.release(nowMs)) {
      for (const watcher of this.#watchers) {
        if (part === null) watcher.finish();
        else if (watcher.push([part])) this.#options.metrics.sent(part.length);
        else {
          watcher.abort();
          this.#remove(watcher);
          this.#options.metrics.cut();
        }
      }
      if (part === null) this.#watchers.clear();
    }
    this.#options.metrics.spent((performance.now() - began) / 1000);
  }

  #remove(watcher: SpectatorStream): void {
    if (this.#watchers.delete(watcher)) this.#emptySinceMs = this.#options.now();
  }
}
