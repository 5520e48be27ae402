import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "../clock.ts";
import type { RuntimeMetrics } from "./metrics.ts";

/** The weight of the newest run is one in this many, so the average spans about a second of a visible room. */
const SMOOTHING_RUNS = 32;

/** Exponential average of a room's lateness, ms. @param runMs time from when the last run was due until it was done */
export function smoothLateness(meanMs: number, runMs: number): number {
  return meanMs + (runMs - meanMs) / SMOOTHING_RUNS;
}

/** One room, as the scheduler drives it. */
export interface ScheduledRoom {
  readonly tickHz: number;
  /**
   * One tick in this many is long, i.e. takes much more time than the others; and the number of ticks before the next
   * long one.
   */
  readonly longEveryTicks: number;
  readonly ticksToLongTick: number;
  /** Number of ticks, at least 1, until the next run; that run makes all of them. Read after each run. */
  readonly ticksUntilRun: number;
  /** Whether it has nothing to do until {@link ScheduleSlot.wake}. Read when it is added and after each run. */
  readonly isAsleep: boolean;
  /**
   * Runs the due ticks. Not called again while its promise is pending; the time that passes meanwhile is caught up.
   *
   * @param dueMs when the last tick of this run was due, on the scheduler's clock
   * @param ticks number of ticks due since the last run
   */
  run(dueMs: number, ticks: number): void | Promise<void>;
  /** `run` threw or rejected; it will not be called again. */
  failed(error: unknown): void;
}

export interface ScheduleSlot {
  /** Recent lateness of its runs relative to the least late room of its rate, ms; 0 while it sleeps. */
  readonly relativeLatenessMs: number;
  /** Resumes a sleeping room from where it was. */
  wake(): void;
  remove(): void;
}

/** Observes that the loop advances, and that it stops because all rooms sleep. */
export interface LoopMonitor {
  beat(nowMs: number, behindMs: number): void;
  end(): void;
}

interface ScheduledEntry {
  readonly work: ScheduledRoom;
  readonly tickMs: number;
  /** Its ticks' offset within a tick's length, see {@link PHASES}. */
  readonly phase: number;
  /** Its long ticks, as their number modulo `longEveryTicks`. */
  long: number;
  /** The tick of the last run and of the next one, counted from the scheduler's start. */
  last: number;
  next: number;
  asleep: boolean;
  /** Its last run is still pending. */
  held: boolean;
  lateMs: number;
}

/**
 * Number of offsets within a tick's length at which rooms start their ticks, so that many rooms do not step at once.
 */
const PHASES = 8;

/** The order in which offsets are used: each as far as possible from those before. */
const PHASE_ORDER = [0, 4, 2, 6, 1, 5, 3, 7];

/**
 * Drives the ticks of all rooms of a process with one timer. A tick is due at a multiple of its length since the start,
 * plus the room's offset. So lateness never adds up, and rooms with the same offset and rate wake together.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #metrics: RuntimeMetrics;
  readonly #startPulse: (nowMs: number) => LoopMonitor;
  readonly #startMs: number;
  readonly #entries = new Set<ScheduledEntry>();
  #cancelTimer: (() => void) | null = null;
  /** The time for which the timer is set; NaN: undecided. */
  #armedForMs = Number.NaN;
  #pulse: LoopMonitor | null = null;
  /** Time at which the last run finished. */
  #atMs = 0;
  /** Due rooms whose next tick is short, and those whose next tick is long. */
  readonly #due: readonly [ScheduledEntry[], ScheduledEntry[]] = [[], []];

  constructor(
    clock: Clock,
    metrics: RuntimeMetrics,
    startPulse: (nowMs: number) => LoopMonitor = () => ({ beat() {}, end() {} }),
  ) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#startPulse = startPulse;
    this.#startMs = clock.nowMs();
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  add(work: ScheduledRoom): ScheduleSlot {
    const entry: ScheduledEntry = {
      work,
      tickMs: 1000 / work.tickHz,
      phase: this.#leastUsedPhase(),
      long: 0,
      last: 0,
      next: 0,
      asleep: work.isAsleep,
      held: false,
      lateMs: 0,
    };
    this.#start(entry);
    this.#entries.add(entry);
    this.#arm();
    const laterMs = () => this.#laterMs(entry);
    return {
      get relativeLatenessMs() {
        return laterMs();
      },
      wake: () => {
        if (!entry.asleep) return;
        this.#start(entry);
        entry.asleep = false;
        this.#arm();
      },
      remove: () => {
        this.#entries.delete(entry);
        this.#arm();
      },
    };
  }

  /** The offset that the fewest rooms use. */
  #leastUsedPhase(): number {
    const rooms = new Array<number>(PHASES).fill(0);
    for (const { phase } of this.#entries) rooms[phase]++;
    return PHASE_ORDER.reduce((best, phase) => (rooms[phase] < rooms[best] ? phase : best));
  }

  /** Starts a room's ticks: now, or a few ticks later if its long ticks then coincide with fewer others. */
  #start(entry: ScheduledEntry): void {
    const { work, tickMs, phase } = entry;
    const every = work.longEveryTicks;
    // Without a measurement, assume the least lateness of the others.
    const leastMs = this.#leastLateMs(entry);
    entry.lateMs = leastMs === Number.POSITIVE_INFINITY ? 0 : leastMs;
    const first = Math.max(0, Math.floor((this.#clock.nowMs() - this.#dueMs(entry, 0)) / tickMs) + 1);
    const rooms = new Array<number>(every).fill(0);
    for (const other of this.#entries)
      if (!other.asleep && other.phase === phase && other.work.longEveryTicks === every) rooms[other.long]++;
    let fewest = Number.POSITIVE_INFINITY;
    for (let delay = 0; delay < every; delay++) {
      const long = (first + delay + work.ticksToLongTick) % every;
      if (rooms[long] >= fewest) continue;
      fewest = rooms[long];
      entry.long = long;
      entry.last = first + delay - 1;
    }
    entry.next = entry.last + work.ticksUntilRun;
  }

  /** A stall of the whole process says nothing about one room, so measure relative to the least late one. */
  #laterMs(entry: ScheduledEntry): number {
    return entry.asleep ? 0 : this.#lateMs(entry) - this.#leastLateMs(entry);
  }

  #leastLateMs({ tickMs }: ScheduledEntry): number {
    let leastMs = Number.POSITIVE_INFINITY;
    for (const other of this.#entries)
      if (other.tickMs === tickMs && !other.asleep) leastMs = Math.min(leastMs, this.#lateMs(other));
    return leastMs;
  }

  /** A pending run counts with its lateness so far. */
  #lateMs(entry: ScheduledEntry): number {
    return entry.held ? Math.max(entry.lateMs, this.#clock.nowMs() - this.#dueMs(entry, entry.last)) : entry.lateMs;
  }

  #dueMs({ tickMs, phase }: ScheduledEntry, tick: number): number {
    return this.#startMs + (tick + phase / PHASES) * tickMs;
  }

  #run(): void {
    this.#cancelTimer = null;
    this.#armedForMs = Number.NaN;
    const nowMs = this.#clock.nowMs();
    let behindMs = 0;
    for (const entry of this.#entries) {
      if (entry.asleep || entry.held) continue;
      behindMs = Math.max(behindMs, nowMs - this.#dueMs(entry, entry.next));
      this.#skipBacklog(entry, nowMs);
    }
    this.#atMs = nowMs;
    for (let round = 0; round < ROOM_LIMITS.burstRuns && this.#round(nowMs); round++);
    this.#pulse?.beat(nowMs, behindMs);
    this.#arm();
  }

  /**
   * Runs each due room once, so that late rooms do not delay the others; short ticks before long ones. Returns whether
   * there were any.
   */
  #round(nowMs: number): boolean {
    const [short, long] = this.#due;
    short.length = long.length = 0;
    for (const entry of this.#entries)
      if (this.#isDue(entry, nowMs)) (entry.next % entry.work.longEveryTicks === entry.long ? long : short).push(entry);
    for (const list of this.#due)
      for (const entry of list) if (this.#entries.has(entry) && this.#isDue(entry, nowMs)) this.#runOne(entry);
    return short.length + long.length > 0;
  }

  #isDue(entry: ScheduledEntry, nowMs: number): boolean {
    return !entry.asleep && !entry.held && this.#dueMs(entry, entry.next) <= nowMs;
  }

  /** Skips ticks beyond the backlog that a room may catch up. */
  #skipBacklog(entry: ScheduledEntry, nowMs: number): void {
    const behindMs = nowMs - this.#dueMs(entry, entry.next);
    if (behindMs <= ROOM_LIMITS.backlogMs) return;
    const ticks = Math.floor(behindMs / entry.tickMs);
    entry.last += ticks;
    entry.next += ticks;
    // The world has not moved, so its long ticks shift.
    entry.long = (entry.long + ticks) % entry.work.longEveryTicks;
    this.#metrics.skipped(ticks);
  }

  #runOne(entry: ScheduledEntry): void {
    const { work } = entry;
    try {
      const beganMs = this.#atMs;
      const dueMs = this.#dueMs(entry, entry.next);
      const ticks = entry.next - entry.last;
      entry.last = entry.next;
      this.#metrics.late((beganMs - dueMs) / 1000);
      const done = work.run(dueMs, ticks);
      this.#atMs = this.#clock.nowMs();
      if (done === undefined) this.#rest(entry, this.#atMs - dueMs);
      else this.#hold(entry, dueMs, done);
      this.#metrics.ticked((this.#atMs - beganMs) / 1000, ticks);
    } catch (error) {
      this.#entries.delete(entry);
      work.failed(error);
      this.#atMs = this.#clock.nowMs();
    }
  }

  /** Schedules its next run. @param lateMs time from when the last run was due until it finished */
  #rest(entry: ScheduledEntry, lateMs: number): void {
    entry.asleep = entry.work.isAsleep;
    entry.lateMs = smoothLateness(entry.lateMs, lateMs);
    entry.next = entry.last + entry.work.ticksUntilRun;
  }

  #hold(entry: ScheduledEntry, dueMs: number, done: Promise<void>): void {
    const { work } = entry;
    entry.held = true;
    done.then(
      () => {
        entry.held = false;
        if (!this.#entries.has(entry)) return;
        this.#rest(entry, this.#clock.nowMs() - dueMs);
        this.#arm();
      },
      (error: unknown) => {
        if (this.#entries.delete(entry)) work.failed(error);
      },
    );
  }

  /** Sets the timer for the next due tick. No timer runs while all rooms sleep. */
  #arm(): void {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries)
      if (!entry.asleep && !entry.held) dueMs = Math.min(dueMs, this.#dueMs(entry, entry.next));
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
