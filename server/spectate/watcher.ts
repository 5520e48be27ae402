/** One who watches: a stream of bytes that waits for its reader, up to a bound. */
export class Watcher {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #release: () => void;
  #mostBytes: number;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  #unsentBytes = 0;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** Ends the wait of a reader who wants more. */
  #wake: (() => void) | null = null;
  #ending = false;
  #left = false;

  /**
   * @param release called once it is over: its reader has all of it, or is gone
   * @param gone its reader is gone
   */
  constructor(release: () => void, mostBytes: number, gone: (watcher: Watcher) => void) {
    this.#release = release;
    this.#mostBytes = mostBytes;
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => (this.#give() ? undefined : new Promise((resolve) => (this.#wake = resolve))),
        cancel: () => {
          this.#leave();
          this.#drop();
          gone(this);
        },
      },
      // Only what the socket takes leaves the queue here, so that the bound is on all that waits.
      { highWaterMark: 0 },
    );
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** What it begins with, which is as large as its room, and beside the bound. */
  open(parts: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const part of parts) this.#mostBytes += part.length;
    this.push(parts);
  }

  /** False: too much is waiting. */
  push(parts: readonly Uint8Array<ArrayBuffer>[]): boolean {
    for (const part of parts) this.#unsentBytes += part.length;
    if (this.#unsentBytes > this.#mostBytes) return false;
    this.#parts.push(...parts);
    if (this.#wake !== null && this.#give()) this.#awake();
    return true;
  }

  /** The stream ends behind what waits. */
  finish(): void {
    this.#ending = true;
    if (this.#wake !== null && this.#give()) this.#awake();
  }

  /** The stream ends here. */
  cut(): void {
    this.#drop();
    this.finish();
  }

  /** Whether there was something to say to the reader who asks. */
  #give(): boolean {
    const part = this.#parts.shift();
    if (part !== undefined) {
      this.#unsentBytes -= part.length;
      this.#controller.enqueue(part);
      return true;
    }
    if (!this.#ending) return false;
    if (!this.#left) this.#controller.close();
    this.#leave();
    return true;
  }

  #leave(): void {
    this.#left = true;
    this.#release();
  }

  #awake(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  #drop(): void {
    this.#parts.length = this.#unsentBytes = 0;
  }
}
