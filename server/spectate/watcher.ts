/** One who watches: a stream of bytes that waits for its reader, up to a bound. */
export class Watcher {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly address: string;
  #mostBytes: number;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  #unsentBytes = 0;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** Ends the wait of a reader who wants more. */
  #wake: (() => void) | null = null;
  #ending = false;
  #left = false;

  /** @param gone it no longer reads */
  constructor(address: string, mostBytes: number, gone: (watcher: Watcher) => void) {
    this.address = address;
    this.#mostBytes = mostBytes;
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => (this.#give() ? undefined : new Promise((resolve) => (this.#wake = resolve))),
        cancel: () => {
          this.#left = true;
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
    this.#left = true;
    return true;
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
