import { ByteScratch } from "../byte-scratch.ts";

/** The end of a frame's way: a socket. */
export interface FrameTarget {
  /** The bytes are used again after the call. */
  write(bytes: Uint8Array): void;
  /** What `send` writes leaves in one piece. */
  cork(send: () => void): void;
}

/** How many frames and bytes are sent at a time. */
export const BATCH = { frames: 256, bytes: 131_072 } as const;

/**
 * Frames on their way to sockets, which are sent many at a time: what sending needs is then still in the processor's caches
 * for all but the first. They go before the turn of whoever sends them ends, and those of one socket that follow each other
 * in one write.
 */
export class SendBatch {
  readonly #bytes = new Uint8Array(BATCH.bytes);
  readonly #targets: FrameTarget[] = [];
  /** Where each frame ends in `#bytes`. */
  readonly #ends: number[] = [];
  readonly #scratch = new ByteScratch();
  #armed = false;

  /** Copies the frame, as its bytes may be used again. */
  put(target: FrameTarget, frame: Uint8Array): void {
    let start = this.#ends.at(-1) ?? 0;
    if (this.#targets.length === BATCH.frames || start + frame.length > BATCH.bytes) {
      this.flush();
      start = 0;
    }
    if (frame.length > BATCH.bytes) {
      target.write(frame);
      return;
    }
    this.#bytes.set(frame, start);
    this.#targets.push(target);
    this.#ends.push(start + frame.length);
    if (this.#armed) return;
    this.#armed = true;
    queueMicrotask(() => {
      this.#armed = false;
      this.flush();
    });
  }

  flush(): void {
    const targets = this.#targets;
    for (let at = 0; at < targets.length; ) {
      const target = targets[at];
      const first = at++;
      while (targets[at] === target) at++;
      if (at - first === 1) this.#send(target, first);
      else this.#sendTogether(target, first, at);
    }
    this.#targets.length = this.#ends.length = 0;
  }

  /** Apart, because a loop with a closure in it makes what that holds on to anew for each frame. */
  #sendTogether(target: FrameTarget, first: number, end: number): void {
    target.cork(() => {
      for (let at = first; at < end; at++) this.#send(target, at);
    });
  }

  #send(target: FrameTarget, at: number): void {
    const start = at === 0 ? 0 : this.#ends[at - 1];
    target.write(this.#scratch.copy(this.#bytes, start, this.#ends[at] - start));
  }
}
