import { Protocol } from "@colyseus/core";
import { decode } from "@colyseus/schema";
import type { CLOSE } from "../../shared/wire/codes.ts";
import type { TransportLimits } from "../../shared/wire/limits.ts";
import { TokenBucket } from "./buckets.ts";

/** Why a frame ends its socket; a row of {@link CLOSE}. */
export type FrameRefusal = keyof Pick<
  typeof CLOSE,
  "frameFlood" | "frameTooLarge" | "badFrame" | "textFrame" | "binaryFrame"
>;

/**
 * First bytes that clients may send; 1: allowed. The three high bits only modify state and input frames, so none may be
 * set. ROOM_INPUT_* frames stay out: no room here uses `defineInput`, and core allocates whatever count they name.
 */
const ALLOWED = new Uint8Array(256);
for (const code of [
  Protocol.JOIN_ROOM,
  Protocol.LEAVE_ROOM,
  Protocol.ROOM_DATA,
  Protocol.ROOM_DATA_BYTES,
  Protocol.PING,
  Protocol.ROOM_REQUEST,
]) {
  ALLOWED[code] = 1;
}

/** Where core keeps the handlers of byte messages, among those of others. */
const BYTES_HANDLER = "_$b";

/**
 * Whether a message names a type that core would look up where it should not: a byte handler, which would be given
 * something that is no bytes, or a property that every object has. Decodes as core does, so that both see the same name.
 */
function namesForbiddenType(frame: Uint8Array): boolean {
  const at = { offset: 1 };
  try {
    if (frame[0] === Protocol.ROOM_REQUEST) decode.number(frame, at);
    if (!decode.stringCheck(frame, at)) return false;
    const type = decode.string(frame, at);
    return type.startsWith(BYTES_HANDLER) || type in Object.prototype;
  } catch {
    return true;
  }
}

/** The bounds on what one socket sends: form, size and rate. Holds no timer and reads no clock. */
export class InboundGuard {
  readonly #frameBytes: number;
  readonly #frames: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor(limits: TransportLimits, nowMs: number) {
    this.#frameBytes = limits.frameBytes;
    this.#frames = new TokenBucket(limits.framesPerSecond, limits.frameBurst, nowMs);
    this.#bytes = new TokenBucket(limits.inboundBytesPerSecond, limits.inboundBurstBytes, nowMs);
  }

  /** null: the frame may go on to its room. */
  judge(frame: string | Uint8Array, nowMs: number): FrameRefusal | null {
    if (typeof frame === "string") return "textFrame";
    if (frame.length > this.#frameBytes) return "frameTooLarge";
    if (!this.#frames.take(nowMs) || !this.#bytes.take(nowMs, frame.length)) return "frameFlood";
    // An empty frame has no first byte, which is not allowed either.
    if (ALLOWED[frame[0]!] !== 1) return "badFrame";
    const named = frame[0] === Protocol.ROOM_DATA || frame[0] === Protocol.ROOM_REQUEST;
    return named && namesForbiddenType(frame) ? "badFrame" : null;
  }

  /** The same rate for WebSocket's own pings and pongs, which Bun answers and which reach no room. */
  judgeControl(nowMs: number): FrameRefusal | null {
    return this.#frames.take(nowMs) ? null : "frameFlood";
  }
}
