import { ROOM_LIMITS, type SpectateLimits } from "../../shared/wire/limits.ts";
import type { SpectateMetrics } from "./metrics.ts";
import { Reel } from "./reel.ts";
import { JournalTail, type TailStore } from "./tail.ts";
import { Watcher } from "./watcher.ts";

export interface ShowHost {
  readonly store: TailStore;
  readonly delayS: number;
  readonly limits: SpectateLimits;
  readonly metrics: SpectateMetrics;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** How often the journal is looked at, and what may be shown is packed, ms. */
export const SHOW_PACE = { lookMs: 500, releaseMs: 250 } as const;
/** A room that was late makes its ticks faster: a tick is younger by up to so much than those after it tell, ms. */
const LATE_MS = ROOM_LIMITS.backlogMs + 100;
/** A match that nobody watches is forgotten after this, ms: until then who comes back need not wait. */
const LINGER_MS = 10_000;

/** One room that is watched: its journal is read once and packed once, whoever watches. */
export class Show {
  readonly #host: ShowHost;
  readonly #reel: Reel;
  readonly #tail: JournalTail;
  readonly #watchers = new Set<Watcher>();
  readonly #opened: Promise<void>;
  #ready = false;
  #looking = false;
  #lookAtMs = 0;
  #leftAtMs: number;
  #over = false;

  constructor(host: ShowHost, roomId: string, tickHz: number) {
    this.#host = host;
    const delayTicks = Math.ceil((host.delayS + LATE_MS / 1000) * tickHz);
    this.#reel = new Reel(delayTicks, tickHz);
    this.#tail = new JournalTail(host.store, roomId, (told) => this.#reel.take(told));
    this.#leftAtMs = host.now();
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

  /** Nothing more comes of it, or nobody is there to see it. */
  get over(): boolean {
    return this.#over || (this.#watchers.size === 0 && this.#host.now() - this.#leftAtMs > LINGER_MS);
  }

  /** Whoever comes now sees nothing of it. */
  get ended(): boolean {
    return this.#over;
  }

  /** Rejects with `JournalError` when the journal cannot be read. */
  opened(): Promise<void> {
    return this.#opened;
  }

  /** How long nothing is to be seen of it, s; null: something is. */
  waitS(): number | null {
    return this.#reel.waitS(this.#host.now());
  }

  /** One more who watches, from the newest start on; null: nothing may be shown yet. @param release called when they are gone */
  add(release: () => void): Watcher | null {
    const opening = this.#reel.opening();
    if (opening === null) return null;
    const { limits } = this.#host;
    const watcher = new Watcher(release, limits.unsentBytes, (gone) => this.#remove(gone));
    this.#watchers.add(watcher);
    watcher.open(opening);
    for (const { length } of opening) this.#host.metrics.sent(length);
    return watcher;
  }

  /** Shows what has become old enough; called every {@link SHOW_PACE}.releaseMs. */
  beat(): void {
    if (!this.#ready || this.#over) return;
    const nowMs = this.#host.now();
    if (!this.#looking && nowMs >= this.#lookAtMs) void this.#look(nowMs);
    this.#release(nowMs);
    if (this.#reel.bytes > this.#host.limits.roomBytes) {
      this.#host.metrics.dropped();
      this.end();
    } else if (this.#tail.over && this.#reel.empty) this.end();
  }

  /** Whoever watches is told no more. */
  end(): void {
    this.#over = true;
    for (const watcher of this.#watchers) watcher.finish();
    this.#watchers.clear();
  }

  async #open(delayTicks: number, tickHz: number): Promise<void> {
    await this.#tail.open(delayTicks, tickHz);
    this.#reel.reached(this.#tail.reached, this.#host.now());
    this.#ready = true;
    this.#release(this.#host.now());
  }

  async #look(nowMs: number): Promise<void> {
    this.#looking = true;
    this.#lookAtMs = nowMs + SHOW_PACE.lookMs;
    const began = performance.now();
    try {
      await this.#tail.look();
      this.#reel.reached(this.#tail.reached, this.#host.now());
    } catch (error) {
      this.#host.report(error);
      this.end();
    } finally {
      this.#looking = false;
      this.#host.metrics.spent((performance.now() - began) / 1000);
    }
  }

  #release(nowMs: number): void {
    const began = performance.now();
    for (const part of this.#reel.release(nowMs)) {
      for (const watcher of this.#watchers) {
        if (part === null) watcher.finish();
        else if (watcher.push([part])) this.#host.metrics.sent(part.length);
        else {
          watcher.cut();
          this.#remove(watcher);
          this.#host.metrics.cut();
        }
      }
      if (part === null) this.#watchers.clear();
    }
    this.#host.metrics.spent((performance.now() - began) / 1000);
  }

  #remove(watcher: Watcher): void {
    if (this.#watchers.delete(watcher)) this.#leftAtMs = this.#host.now();
  }
}
