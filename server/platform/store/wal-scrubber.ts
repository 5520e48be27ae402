/** Minimum interval between checkpoints, ms: each waits for the disk on the thread that ticks. */
const EVERY_MS = 5_000;

/** Overwrites deleted data in a database's write-ahead log too: at once, or soon after the previous time. */
export class WalScrubber {
  readonly #work: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #doneAtMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @param work empties the log; does not throw */
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

  /** Closing a database empties its log. */
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
