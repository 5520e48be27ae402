import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "./clock.ts";
import type { ClockworkMetrics } from "./metrics.ts";

/** What the scheduler drives: one room. */
export interface Clocked {
  readonly tickHz: number;
  /** Whether nothing would change until someone calls {@link Slot.wake}. Asked after each run. */
  readonly asleep: boolean;
  /**
   * Makes one tick. While its promise is pending it is not called again; time that passes meanwhile is made up for.
   *
   * @param dueMs when it was due, on the scheduler's clock
   */
  tick(dueMs: number): void | Promise<void>;
  /** `tick` threw, or its promise was rejected: it will not be called again. */
  failed(error: unknown): void;
}

export interface Slot {
  /** Lets a room that slept go on from where it was. */
  wake(): void;
  remove(): void;
}

/** Told that the loop advances, and that it ended because no room is awake. */
export interface Pulse {
  beat(nowMs: number, behindMs: number): void;
  end(): void;
}

interface Entry {
  readonly work: Clocked;
  readonly tickMs: number;
  /** Number of the next tick since the scheduler's start: its time is that many times `tickMs`. */
  next: number;
  asleep: boolean;
  /** Its last tick is not done yet. */
  held: boolean;
}

/**
 * One timer that makes the ticks of all rooms of a process. A tick's time is a multiple of its length since the start, so
 * that lateness never adds up, and rooms of one rate share one wake-up.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #metrics: ClockworkMetrics;
  readonly #startPulse: (nowMs: number) => Pulse;
  readonly #startMs: number;
  readonly #entries = new Set<Entry>();
  #cancelTimer: (() => void) | null = null;
  /** What the timer is set for; NaN: nothing is decided. */
  #armedForMs = Number.NaN;
  #pulse: Pulse | null = null;

  constructor(
    clock: Clock,
    metrics: ClockworkMetrics,
    startPulse: (nowMs: number) => Pulse = () => ({ beat() {}, end() {} }),
  ) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#startPulse = startPulse;
    this.#startMs = clock.nowMs();
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  add(work: Clocked): Slot {
    const tickMs = 1000 / work.tickHz;
    const entry: Entry = { work, tickMs, next: this.#nextTick(tickMs), asleep: false, held: false };
    this.#entries.add(entry);
    this.#arm();
    return {
      wake: () => {
        if (!entry.asleep) return;
        entry.asleep = false;
        entry.next = this.#nextTick(tickMs);
        this.#arm();
      },
      remove: () => {
        this.#entries.delete(entry);
        this.#arm();
      },
    };
  }

  #nextTick(tickMs: number): number {
    return Math.floor((this.#clock.nowMs() - this.#startMs) / tickMs) + 1;
  }

  #dueMs({ next, tickMs }: Entry): number {
    return this.#startMs + next * tickMs;
  }

  #run(): void {
    this.#cancelTimer = null;
    this.#armedForMs = Number.NaN;
    const nowMs = this.#clock.nowMs();
    let behindMs = 0;
    for (const entry of this.#entries) {
      if (entry.asleep || entry.held) continue;
      behindMs = Math.max(behindMs, nowMs - this.#dueMs(entry));
      this.#advance(entry, nowMs);
    }
    this.#pulse?.beat(nowMs, behindMs);
    this.#arm();
  }

  #advance(entry: Entry, nowMs: number): void {
    const { work, tickMs } = entry;
    const behindMs = nowMs - this.#dueMs(entry);
    if (behindMs > ROOM_LIMITS.backlogMs) {
      const ticks = Math.floor(behindMs / tickMs);
      entry.next += ticks;
      this.#metrics.skipped(ticks);
    }
    try {
      for (let made = 0; made < ROOM_LIMITS.burstTicks && !entry.held && this.#dueMs(entry) <= nowMs; made++) {
        const beganMs = this.#clock.nowMs();
        const dueMs = this.#dueMs(entry);
        entry.next++;
        this.#metrics.late((beganMs - dueMs) / 1000);
        const done = work.tick(dueMs);
        if (done !== undefined) this.#hold(entry, done);
        this.#metrics.ticked((this.#clock.nowMs() - beganMs) / 1000);
      }
      entry.asleep = work.asleep;
    } catch (error) {
      this.#entries.delete(entry);
      work.failed(error);
    }
  }

  #hold(entry: Entry, done: Promise<void>): void {
    const { work } = entry;
    entry.held = true;
    done.then(
      () => {
        entry.held = false;
        if (!this.#entries.has(entry)) return;
        entry.asleep = work.asleep;
        this.#arm();
      },
      (error: unknown) => {
        if (this.#entries.delete(entry)) work.failed(error);
      },
    );
  }

  /** Sets the timer for the next tick due; none while every room sleeps. */
  #arm(): void {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries) if (!entry.asleep && !entry.held) dueMs = Math.min(dueMs, this.#dueMs(entry));
    if (dueMs === this.#armedForMs) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#armedForMs = dueMs;
    const nowMs = this.#clock.nowMs();
    if (dueMs === Number.POSITIVE_INFINITY) {
      this.#pulse?.end();
      this.#pulse = null;
      return;
    }
    this.#pulse ??= this.#startPulse(nowMs);
    this.#cancelTimer = this.#clock.setTimer(Math.max(0, dueMs - nowMs), () => this.#run());
  }
}
