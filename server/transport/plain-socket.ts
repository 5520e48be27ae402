import type { ServerWebSocket } from "bun";
import { CLOSE, type CloseReason } from "../../shared/wire/codes.ts";
import type { Sender } from "../budgets/index.ts";
import { type FrameRefusal, SenderMeter } from "./guard.ts";
import type { SocketData, SocketOptions, SocketOwner } from "./socket-data.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What an application does with a socket of its own: text frames, no room. */
export interface PlainHandler {
  open(socket: PlainSocket): void;
  /** A text frame within the route's limits. */
  message(text: string): void;
  /** What was unsent has gone. */
  drain(): void;
  closed(): void;
}

export interface PlainLimits {
  readonly frameBytes: number;
  readonly framesPerSecond: number;
  readonly frameBurst: number;
}

/** A path of the application where sockets are taken. */
export interface SocketRoute {
  readonly limits: PlainLimits;
  /** Whether pages of any origin may open it, since it carries nothing private. */
  readonly anyOrigin: boolean;
  /** Who handles the socket; a response: why there is none. */
  upgrade(request: Request, url: URL, sender: Sender): PlainHandler | Response;
}

/** One of the transport's sockets that belongs to a {@link SocketRoute}. Sending never throws. */
export class PlainSocket {
  readonly #ws: ServerWebSocket<SocketData>;
  readonly #handler: PlainHandler;
  readonly #limits: PlainLimits;
  readonly #options: SocketOptions;
  readonly #sender: Sender;
  readonly #meter: SenderMeter;
  readonly #frames: TokenBucket;
  #heardAtMs: number;
  #ending = false;

  constructor(ws: ServerWebSocket<SocketData>, { handler, limits, sender }: SocketOwner, options: SocketOptions) {
    this.#ws = ws;
    this.#handler = handler;
    this.#limits = limits;
    this.#sender = sender;
    this.#meter = new SenderMeter(options.budgets);
    this.#options = options;
    this.#heardAtMs = options.now();
    this.#frames = new TokenBucket(limits.framesPerSecond, limits.frameBurst, this.#heardAtMs);
  }

  /** Unsent bytes, which whoever sends keeps small. */
  get bufferedBytes(): number {
    return this.#ws.getBufferedAmount();
  }

  send(text: string): void {
    if (this.#ending) return;
    const result = this.#ws.send(text);
    if (result === 0 && this.#ws.readyState === WebSocket.OPEN) this.end(CLOSE.slowConsumer);
    else if (result !== 0) this.#options.metrics.frameSent(Buffer.byteLength(text));
  }

  /** What `send` sends meanwhile leaves in one piece. */
  cork(send: () => void): void {
    if (!this.#ending) this.#ws.cork(send);
  }

  /** Takes effect after the caller's own code has run. */
  end({ code, reason }: CloseReason): void {
    if (this.#ending) return;
    this.#ending = true;
    queueMicrotask(() => this.#ws.close(code, reason));
  }

  opened(): void {
    this.#safely(() => this.#handler.open(this));
  }

  receive(frame: string | Buffer): void {
    this.#heardAtMs = this.#options.now();
    if (this.#ending) return;
    const refusal = this.#judge(frame);
    if (refusal !== null) {
      this.#refuse(refusal);
      return;
    }
    this.#options.metrics.frameReceived(frame.length);
    this.#safely(() => this.#handler.message(frame as string));
  }

  receiveControl(): void {
    this.#heardAtMs = this.#options.now();
    if (this.#ending) return;
    const isFlood = !this.#frames.take(this.#heardAtMs) || this.#meter.judge(this.#sender, 0) !== null;
    if (isFlood) this.#refuse("frameFlood");
  }

  drained(): void {
    if (!this.#ending) this.#safely(() => this.#handler.drain());
  }

  closed(): void {
    this.#ending = true;
    this.#safely(() => this.#handler.closed());
  }

  sweep(nowMs: number): void {
    if (this.#ending) return;
    const { pingAfterMs, silenceMs } = this.#options.limits;
    const silentMs = nowMs - this.#heardAtMs;
    if (silentMs >= silenceMs) {
      this.#options.metrics.silentSocket();
      this.#ending = true;
      this.#ws.terminate();
    } else if (silentMs >= pingAfterMs) this.#ws.ping();
  }

  #judge(frame: string | Buffer): FrameRefusal | null {
    if (typeof frame !== "string") return "binaryFrame";
    const bytes = Buffer.byteLength(frame);
    if (bytes > this.#limits.frameBytes) return "frameTooLarge";
    return this.#frames.take(this.#options.now()) ? this.#meter.judge(this.#sender, bytes) : "frameFlood";
  }

  #refuse(reason: FrameRefusal): void {
    this.#options.metrics.frameRefused(reason);
    this.end(CLOSE[reason]);
  }

  #safely(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.#options.metrics.handlerFailed();
      this.#options.report(error);
      this.end(CLOSE.roomFault);
    }
  }
}
