export interface CpuMeterOptions {
  /** Monotonic milliseconds. Default: of this machine. */
  readonly now?: () => number;
  /** CPU time that this thread has used, ms. Default: the system's count. */
  readonly usedMs?: () => number;
}

/**
 * A reading of the CPU time serves for so long, because it takes a microsecond or two. Work that takes no longer counts as
 * none. ms
 */
const READING_MS = 0.1;

/**
 * Measures how much CPU time a piece of work takes. Time in which the system runs other programs does not count, so that
 * a busy machine makes no work dearer. The system may count in steps of some milliseconds, which fall to whatever work
 * runs at that moment: the measure of many pieces is right, that of one is a sample.
 */
export class CpuMeter {
  readonly #now: () => number;
  readonly #readUsedMs: () => number;
  #usedMs = 0;
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor({ now = () => performance.now(), usedMs = threadCpuMs }: CpuMeterOptions = {}) {
    this.#now = now;
    this.#readUsedMs = usedMs;
  }

  /** Returns when the work starts, for {@link stop}. */
  start(): number {
    const nowMs = this.#now();
    if (nowMs - this.#readAtMs >= READING_MS) this.#read(nowMs);
    return nowMs;
  }

  /** Returns the CPU time since `startMs`, ms. */
  stop(startMs: number): number {
    const nowMs = this.#now();
    if (nowMs - startMs < READING_MS) return 0;
    const beforeMs = this.#usedMs;
    this.#read(nowMs);
    return this.#usedMs - beforeMs;
  }

  #read(nowMs: number): void {
    this.#usedMs = this.#readUsedMs();
    this.#readAtMs = nowMs;
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
