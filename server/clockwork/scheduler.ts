import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "./clock.ts";
import { smoothLateness } from "./lateness.ts";
import type { ClockworkMetrics } from "./metrics.ts";

/** What the scheduler drives: one room. */
export interface Clocked {
  readonly tickHz: number;
  /** One in so many of its ticks takes much longer than the others, and how many come before the next such one. */
  readonly longEveryTicks: number;
  readonly ticksToLong: number;
  /** Which tick from here on it is to be run at next, at least 1: those between are made with it. Asked after each run. */
  readonly restTicks: number;
  /** Whether nothing would change until someone calls {@link Slot.wake}. Asked when it is added and after each run. */
  readonly asleep: boolean;
  /**
   * Does what is due. While its promise is pending it is not called again; time that passes meanwhile is made up for.
   *
   * @param dueMs when the last tick of this run was due, on the scheduler's clock
   * @param ticks how many are due since the last run
   */
  run(dueMs: number, ticks: number): void | Promise<void>;
  /** `run` threw, or its promise was rejected: it will not be called again. */
  failed(error: unknown): void;
}

export interface Slot {
  /** How much later than those of the least late room of its rate its runs have been done lately, ms; 0 while it sleeps. */
  readonly laterMs: number;
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
  /** Which part of a tick's length its ticks begin with, see {@link PHASES}. */
  readonly phase: number;
  /** Which of its ticks are long: what their numbers leave, divided by how often they come. */
  long: number;
  /** Number, since the scheduler's start, of the tick that it was run at last, and of the one that it is run at next. */
  last: number;
  next: number;
  asleep: boolean;
  /** Its last tick is not done yet. */
  held: boolean;
  lateMs: number;
}

/** Rooms begin their ticks at so many points of a tick's length, so that many of them do not step at once. */
const PHASES = 8;
/** In which order the points are taken: each as far as can be from those before. */
const SPREAD = [0, 4, 2, 6, 1, 5, 3, 7];

/**
 * One timer that makes the ticks of all rooms of a process. A tick's time is a multiple of its length since the start, and
 * a share of that length which is the room's own; so lateness never adds up, and rooms of one share and rate wake together.
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
  /** When the tick made last was done. */
  #atMs = 0;
  /** Those whose next tick is short, and long. */
  readonly #due: readonly [Entry[], Entry[]] = [[], []];

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
    const entry: Entry = {
      work,
      tickMs: 1000 / work.tickHz,
      phase: this.#quietestPhase(),
      long: 0,
      last: 0,
      next: 0,
      asleep: work.asleep,
      held: false,
      lateMs: 0,
    };
    this.#start(entry);
    this.#entries.add(entry);
    this.#arm();
    const laterMs = () => this.#laterMs(entry);
    return {
      get laterMs() {
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

  /** The share that the fewest rooms have. */
  #quietestPhase(): number {
    const rooms = new Array<number>(PHASES).fill(0);
    for (const { phase } of this.#entries) rooms[phase]++;
    return SPREAD.reduce((best, phase) => (rooms[phase] < rooms[best] ? phase : best));
  }

  /** Has a room's ticks go on from now: at once, or a little later where its long ticks meet fewer of others. */
  #start(entry: Entry): void {
    const { work, tickMs, phase } = entry;
    const every = work.longEveryTicks;
    // Until it has been seen, it is not taken to be better than others.
    const leastMs = this.#leastLateMs(entry);
    entry.lateMs = leastMs === Number.POSITIVE_INFINITY ? 0 : leastMs;
    const first = Math.max(0, Math.floor((this.#clock.nowMs() - this.#dueMs(entry, 0)) / tickMs) + 1);
    const rooms = new Array<number>(every).fill(0);
    for (const other of this.#entries)
      if (!other.asleep && other.phase === phase && other.work.longEveryTicks === every) rooms[other.long]++;
    let fewest = Number.POSITIVE_INFINITY;
    for (let delay = 0; delay < every; delay++) {
      const long = (first + delay + work.ticksToLong) % every;
      if (rooms[long] >= fewest) continue;
      fewest = rooms[long];
      entry.long = long;
      entry.last = first + delay - 1;
    }
    entry.next = entry.last + work.restTicks;
  }

  /** What holds up the process holds all of them up, and tells nothing of any. */
  #laterMs(entry: Entry): number {
    return entry.asleep ? 0 : this.#lateMs(entry) - this.#leastLateMs(entry);
  }

  #leastLateMs({ tickMs }: Entry): number {
    let leastMs = Number.POSITIVE_INFINITY;
    for (const other of this.#entries)
      if (other.tickMs === tickMs && !other.asleep) leastMs = Math.min(leastMs, this.#lateMs(other));
    return leastMs;
  }

  /** One whose run is not done is as late as that run is by now. */
  #lateMs(entry: Entry): number {
    return entry.held ? Math.max(entry.lateMs, this.#clock.nowMs() - this.#dueMs(entry, entry.last)) : entry.lateMs;
  }

  #dueMs({ tickMs, phase }: Entry, tick: number): number {
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
      this.#giveUp(entry, nowMs);
    }
    this.#atMs = nowMs;
    for (let round = 0; round < ROOM_LIMITS.burstRuns && this.#round(nowMs); round++);
    this.#pulse?.beat(nowMs, behindMs);
    this.#arm();
  }

  /**
   * A run of each room that is due, so that those who are late do not make the others late; short ones before long ones.
   * Returns whether there were any.
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

  #isDue(entry: Entry, nowMs: number): boolean {
    return !entry.asleep && !entry.held && this.#dueMs(entry, entry.next) <= nowMs;
  }

  /** Lets time pass that a room cannot make up. */
  #giveUp(entry: Entry, nowMs: number): void {
    const behindMs = nowMs - this.#dueMs(entry, entry.next);
    if (behindMs <= ROOM_LIMITS.backlogMs) return;
    const ticks = Math.floor(behindMs / entry.tickMs);
    entry.last += ticks;
    entry.next += ticks;
    // The world has not moved, so its long ticks are others now.
    entry.long = (entry.long + ticks) % entry.work.longEveryTicks;
    this.#metrics.skipped(ticks);
  }

  #runOne(entry: Entry): void {
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

  /** Until its next run. @param lateMs how long after its time the last one was done */
  #rest(entry: Entry, lateMs: number): void {
    entry.asleep = entry.work.asleep;
    entry.lateMs = smoothLateness(entry.lateMs, lateMs);
    entry.next = entry.last + entry.work.restTicks;
  }

  #hold(entry: Entry, dueMs: number, done: Promise<void>): void {
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

  /** Sets the timer for the next tick due; none while every room sleeps. */
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
