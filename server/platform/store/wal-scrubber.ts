/** How often a write-ahead log is emptied at most, ms: it waits for the disk on the thread of the ticks. */
const EVERY_MS = 5_000;

/** Has what was deleted overwritten in a database's write-ahead log, too: at once, or soon where that was done just before. */
export class WalScrubber {
  readonly #work: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #doneAtMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @param work empties the log; throws nothing */
  constructor(work: () => void) {
    this.#work = work;
  }

  schedule(): void {
    if (this.#closed || this.#timer !== null) return;
    const waitMs = this.#doneAtMs + EVERY_MS - performance.now();
    if (waitMs <= 0) this.#run();
    else {
      this.#timer = setTimeout(() => this.#run(), waitMs);
      this.#timer.unref();
    }
  }

  /** Whoever closes a database empties its log by that. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #run(): void {
    this.#timer = null;
    if (this.#closed) return;
    this.#doneAtMs = performance.now();
    this.#work();
  }
}
