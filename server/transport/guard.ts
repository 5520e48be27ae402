import type { CLOSE } from "../../shared/wire/codes.ts";
import type { TransportLimits } from "../../shared/wire/limits.ts";
import type { Budgets, Sender } from "../budgets/index.ts";
import type { FrameSet } from "./frames.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Why a frame ends its socket; a row of {@link CLOSE}. */
export type FrameRefusal = keyof Pick<
  typeof CLOSE,
  "frameFlood" | "frameCost" | "frameTooLarge" | "badFrame" | "textFrame" | "binaryFrame"
>;

/** The bounds on what one socket sends: form, size and rate. Holds no timer and reads no clock. */
export class InboundGuard {
  readonly #frameBytes: number;
  readonly #set: FrameSet;
  readonly #frames: TokenBucket;
  readonly #bytes: TokenBucket;

  /** @param set what the socket's room takes */
  constructor(limits: TransportLimits, set: FrameSet, nowMs: number) {
    this.#set = set;
    this.#frameBytes = limits.frameBytes;
    this.#frames = new TokenBucket(limits.framesPerSecond, limits.frameBurst, nowMs);
    this.#bytes = new TokenBucket(limits.inboundBytesPerSecond, limits.inboundBurstBytes, nowMs);
  }

  /** null: the frame may go on to its room. */
  judge(frame: string | Uint8Array, nowMs: number): FrameRefusal | null {
    if (typeof frame === "string") return "textFrame";
    if (frame.length > this.#frameBytes) return "frameTooLarge";
    if (!this.#frames.take(nowMs) || !this.#bytes.take(nowMs, frame.length)) return "frameFlood";
    return this.#isDeclared(frame) ? null : "badFrame";
  }

  /** An empty frame has no first byte, which nobody declares. */
  #isDeclared(frame: Uint8Array): boolean {
    const check = this.#set[frame[0] ?? -1];
    try {
      return check?.(frame) ?? false;
    } catch {
      return false;
    }
  }

  /** The same rate for WebSocket's own pings and pongs, which Bun answers and which reach no room. */
  judgeControl(nowMs: number): FrameRefusal | null {
    return this.#frames.take(nowMs) ? null : "frameFlood";
  }
}

/** A socket takes so much of its sender's budgets at once, so that most frames ask for nothing. */
const AT_ONCE = { frames: 16, bytes: 2_048 } as const;

/** Counts one socket's frames with all others of its sender. */
export class SenderMeter {
  readonly #budgets: Budgets;
  /** Taken, and not used yet. */
  #frames = 0;
  #bytes = 0;

  constructor(budgets: Budgets) {
    this.#budgets = budgets;
  }

  judge(sender: Sender, bytes: number): FrameRefusal | null {
    if (this.#frames === 0) {
      if (this.#budgets.consume("framesIn", sender, AT_ONCE.frames) !== null) return "frameFlood";
      this.#frames = AT_ONCE.frames;
    }
    if (this.#bytes < bytes) {
      const more = Math.max(AT_ONCE.bytes, bytes);
      if (this.#budgets.consume("bytesIn", sender, more) !== null) return "frameFlood";
      this.#bytes += more;
    }
    this.#frames--;
    this.#bytes -= bytes;
    return null;
  }
}
