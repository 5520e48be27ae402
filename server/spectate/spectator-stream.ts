/** A spectator's byte stream, with a bounded queue. */
export class SpectatorStream {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #release: () => void;
  #maxBytes: number;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  #unsentBytes = 0;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** Resolves the pending pull of the reader. */
  #wake: (() => void) | null = null;
  #ending = false;
  #left = false;

  /**
   * @param release called once it is over: its reader has everything, or is gone
   * @param gone called when its reader is gone
   */
  constructor(release: () => void, maxBytes: number, gone: (watcher: SpectatorStream) => void) {
    this.#release = release;
    this.#maxBytes = maxBytes;
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => (this.#deliver() ? undefined : new Promise((resolve) => (this.#wake = resolve))),
        cancel: () => {
          this.#leave();
          this.#dropParts();
          gone(this);
        },
      },
      // Bytes leave our queue only when the socket accepts them, so that the limit covers all unsent bytes.
      { highWaterMark: 0 },
    );
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** Adds the initial parts, which are as large as the room and do not count against the limit. */
  open(parts: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const part of parts) this.#maxBytes += part.length;
    this.push(parts);
  }

  /** Queues parts. Returns false if too much is waiting. */
  push(parts: readonly Uint8Array<ArrayBuffer>[]): boolean {
    for (const part of parts) this.#unsentBytes += part.length;
    if (this.#unsentBytes > this.#maxBytes) return false;
    this.#parts.push(...parts);
    if (this.#wake !== null && this.#deliver()) this.#wakeReader();
    return true;
  }

  /** Ends the stream after the queued parts. */
  finish(): void {
    this.#ending = true;
    if (this.#wake !== null && this.#deliver()) this.#wakeReader();
  }

  /** Ends the stream and drops the queued parts. */
  abort(): void {
    this.#dropParts();
    this.finish();
  }

  /** Delivers a part or the end to the reader. Returns whether there was something. */
  #deliver(): boolean {
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

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  #dropParts(): void {
    this.#parts.length = this.#unsentBytes = 0;
  }
}
