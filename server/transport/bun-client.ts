import { EventEmitter } from "node:events";
import {
  type Client,
  type ClientPrivate,
  ClientState,
  CloseCode,
  enqueueClientRaw,
  getMessageBytes,
  type ISendOptions,
  Protocol,
} from "@colyseus/core";
import type { ServerWebSocket } from "bun";
import type { ConnectionAttempt } from "../../shared/wire/attempt.ts";
import { CLOSE, type CloseReason } from "../../shared/wire/codes.ts";
import type { RateName, Sender } from "../budgets/index.ts";
import { Backlog } from "./backlog.ts";
import { type FrameSet, PLAIN_FRAMES } from "./frames.ts";
import { type FrameRefusal, InboundGuard, SenderMeter } from "./guard.ts";
import type { FrameTarget } from "./send-batch.ts";
import type { SocketData, SocketOptions } from "./socket-data.ts";

/** `ServerWebSocket.readyState` once closing. */
const CLOSING = 2;

/**
 * Colyseus' `Client` over one of Bun's server sockets. Frames reach the room in the order they came; sending never throws,
 * and ending a socket takes effect after the caller's own code has run, so neither can disturb a room's loop over clients.
 */
export class BunClient implements Client, ClientPrivate, FrameTarget {
  "~messages": unknown;
  /** Gets each frame before {@link ref} does. Returns whether it took the frame. */
  onFrame: ((frame: Uint8Array) => boolean) | null = null;
  /** Where the room listens: `message` with the frame, `close` with code and reason. */
  readonly ref = new EventEmitter();
  state: ClientState = ClientState.JOINING;
  reconnectionToken = "";
  _joinedAt = 0;
  /** Messages held until the client acknowledges its join. Core deletes it then, and reads its absence as "has joined". */
  _enqueuedMessages?: Uint8Array[] = [];
  /** Whom the room let in; core sets it. */
  auth?: unknown;
  /** Whose budgets its frames count against. */
  sender: Sender;
  /** null: its client names none, as the stock SDK's. */
  attempt: ConnectionAttempt | null = null;
  /** When anything last came from this socket, monotonic ms. */
  lastReceivedMs: number;

  readonly #options: SocketOptions;
  readonly #ws: ServerWebSocket<SocketData>;
  readonly #guard: InboundGuard;
  readonly #meter: SenderMeter;
  readonly #backlog: Backlog;
  /** Frames that came before the room listened; null once it does. */
  #early: Buffer[] | null = [];
  #unjoinedBytes = 0;
  /** Whether the socket may have bytes that the system has not taken. */
  #behind = false;
  #ending = false;
  /** The room let the client go before it was in: the socket closes with the outcome of its join, see {@link refuse}. */
  #denied = false;

  /** @param frames what its room takes */
  constructor(
    readonly sessionId: string,
    ws: ServerWebSocket<SocketData>,
    options: SocketOptions,
    sender: Sender,
    frames: FrameSet = PLAIN_FRAMES,
  ) {
    this.sender = sender;
    this.#ws = ws;
    this.#options = options;
    this.lastReceivedMs = options.now();
    this.#guard = new InboundGuard(options.limits, frames, this.lastReceivedMs);
    this.#meter = new SenderMeter(options.budgets);
    this.#backlog = new Backlog(options.limits);
  }

  get readyState(): number {
    return this.#isLeaving && this.#ws.readyState === WebSocket.OPEN ? CLOSING : this.#ws.readyState;
  }

  /** Unsent bytes, which its rooms ask for before each frame. */
  get bufferedBytes(): number {
    if (!this.#behind) return 0;
    const bytes = this.#ws.getBufferedAmount();
    if (bytes === 0) this.#behind = false;
    return bytes;
  }

  get #isLeaving(): boolean {
    return this.#ending || this.#denied;
  }

  // From the socket

  receive(frame: string | Buffer): void {
    const nowMs = this.#options.now();
    this.lastReceivedMs = nowMs;
    if (this.#isLeaving) return;
    const refusal = this.#guard.judge(frame, nowMs) ?? this.#meter.judge(this.sender, frame.length);
    if (refusal !== null) {
      this.#refuse(refusal);
      return;
    }
    const bytes = frame as Buffer;
    this.#options.metrics.frameReceived(bytes.length);
    if (this.#early === null) this.#deliver(bytes);
    else if (this.#early.length < this.#options.limits.earlyFrames) this.#early.push(bytes);
    else this.#refuse("frameFlood");
  }

  receiveControl(): void {
    const nowMs = this.#options.now();
    this.lastReceivedMs = nowMs;
    if (this.#ending) return;
    const refusal = this.#guard.judgeControl(nowMs) ?? this.#meter.judge(this.sender, 0);
    if (refusal !== null) this.#refuse(refusal);
  }

  /** The room listens now: hands it what came before, in order. */
  joined(): void {
    const early = this.#early ?? [];
    this.#early = null;
    if (this.#denied) this.leave();
    for (const frame of early) {
      if (this.#ending) return;
      this.#deliver(frame);
    }
  }

  /** The room does not take the client in. Says why in an ERROR frame, as Colyseus' own transports do, and ends the socket. */
  refuse(code: number, message: string, closeCode: number): void {
    this.#denied = false;
    this.error(code, message);
    this.leave(closeCode);
  }

  closed(code: number, reason: string): void {
    this.#ending = true;
    this.ref.emit("close", code, reason);
  }

  /** Looks at silence and backlog at `nowMs`; the transport calls this from its timer. */
  sweep(nowMs: number): void {
    if (this.#ending) return;
    const { pingAfterMs, silenceMs } = this.#options.limits;
    const silentMs = nowMs - this.lastReceivedMs;
    if (silentMs >= silenceMs) {
      this.#options.metrics.silentSocket();
      this.#ending = true;
      // Nobody reads a close frame at the other end: this frees what is unsent, and the room sees code 1006.
      this.#ws.terminate();
      return;
    }
    if (silentMs >= pingAfterMs) this.#ws.ping();
    this.#checkBacklog(nowMs);
  }

  #deliver(frame: Buffer): void {
    const startMs = this.#options.cpu.start();
    try {
      if (this.onFrame?.(frame) !== true) this.ref.emit("message", frame);
    } catch (error) {
      this.#options.metrics.handlerFailed();
      this.#options.report(error);
      this.leave(CloseCode.WITH_ERROR, "error while handling a message");
    }
    const spentMs = this.#options.cpu.stop(startMs);
    if (spentMs === 0) return;
    if (this.#options.budgets.charge("decodeCpuMs", this.sender, spentMs) !== null) this.#refuse("frameCost");
  }

  #refuse(reason: FrameRefusal): void {
    this.#options.metrics.frameRefused(reason);
    this.end(CLOSE[reason]);
  }

  // From the room

  raw(data: Uint8Array, _options?: ISendOptions, sent?: (error?: Error) => void): void {
    if (this.#isLeaving) return;
    if (this.#options.delayLine.busy) {
      // Core reuses its encode buffers, so bytes that wait are copied; a Buffer's own `slice` would share them.
      const copy = new Uint8Array(data);
      this.#options.delayLine.put(() => this.write(copy));
    } else {
      this.#options.batch.put(this, data);
    }
    sent?.();
  }

  /** Sends what any client of the transport was given, which happens by itself when the turn ends. */
  flush(): void {
    this.#options.batch.flush();
  }

  enqueueRaw(data: Uint8Array, options?: ISendOptions): void {
    if (this.#isLeaving) return;
    if (this.state !== ClientState.JOINED && !options?.afterNextPatch) {
      this.#unjoinedBytes += data.length;
      if (this.#unjoinedBytes > this.#options.limits.unjoinedBytes) {
        this.#endSlow();
        return;
      }
    }
    enqueueClientRaw(this, data, options);
  }

  send(type: PropertyKey, message?: unknown, options?: ISendOptions): void {
    this.enqueueRaw(getMessageBytes.raw(Protocol.ROOM_DATA, type as string | number, message), options);
  }

  sendBytes(type: string | number, bytes: Uint8Array, options?: ISendOptions): void {
    this.enqueueRaw(getMessageBytes.raw(Protocol.ROOM_DATA_BYTES, type, undefined, bytes), options);
  }

  error(code: number, message = ""): void {
    this.raw(getMessageBytes[Protocol.ERROR](code, message));
  }

  /** Ends the socket once the running code is done. */
  leave(code?: number, reason = ""): void {
    if (code === undefined && this.#early !== null) this.#denied = true;
    else if (code === CLOSE.restarting.code && reason === "") this.end(CLOSE.restarting);
    else this.end({ code: code ?? CloseCode.NORMAL_CLOSURE, reason });
  }

  close(code?: number, reason?: string): void {
    this.leave(code, reason);
  }

  end(row: CloseReason): void {
    if (this.#ending) return;
    this.#ending = true;
    const close = () => this.#ws.close(row.code, row.reason);
    if (this.#options.delayLine.busy) this.#options.delayLine.put(close);
    else queueMicrotask(close);
  }

  /** For a room: counts a deed of whoever sends; false: it is one too many. */
  spend(budget: RateName): boolean {
    return this.#options.budgets.consume(budget, this.sender) === null;
  }

  toJSON(): object {
    return { sessionId: this.sessionId, readyState: this.readyState };
  }

  // From the batch

  cork(send: () => void): void {
    // Bun does not report whether the system took all of it.
    this.#behind = true;
    this.#ws.cork(send);
  }

  write(data: Uint8Array): void {
    // Bun returns the bytes sent, -1 when they are queued, and 0 when they are lost.
    const result = this.#ws.send(data);
    if (result === 0) {
      // A lost frame would leave the client with a state that is not the server's.
      if (this.#ws.readyState === WebSocket.OPEN) this.#endSlow();
      return;
    }
    this.#options.metrics.frameSent(data.length);
    if (result === -1) {
      this.#behind = true;
      this.#checkBacklog(this.#options.now());
    } else this.#backlog.clear();
  }

  #checkBacklog(nowMs: number): void {
    if (this.#backlog.exceeded(this.#ws.getBufferedAmount(), nowMs)) this.#endSlow();
  }

  #endSlow(): void {
    if (this.#ending) return;
    this.#options.metrics.slowConsumer();
    this.end(CLOSE.slowConsumer);
  }
}
