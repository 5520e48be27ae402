import { EventEmitter } from "node:events";
import {
  type Client,
  type ClientPrivate,
  ClientState,
  enqueueClientRaw,
  getMessageBytes,
  type ISendOptions,
  Protocol,
} from "@colyseus/core";
import { type Decoder, decode, encode, Reflection, type Schema } from "@colyseus/schema";
import { applyDefaults } from "../../shared/wire/defaults.ts";
import { EventsReader, encodeCommand, encodePing, TO_CLIENT, TO_SERVER } from "../../shared/wire/messages.ts";

const NAMES = new Map<number, keyof typeof TO_CLIENT>(
  Object.entries(TO_CLIENT).map(([name, type]) => [type, name as keyof typeof TO_CLIENT]),
);

export interface Frame {
  /** `state`, `patch`, `events` that a patch told of, or the name of a message in `TO_CLIENT`. */
  readonly kind: "state" | "patch" | "events" | keyof typeof TO_CLIENT;
  readonly bytes: Uint8Array;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface Habits {
  /** Does not answer the handshake, and so stays half in. */
  readonly halfIn?: boolean;
  /** Hears only its welcome, decodes nothing and keeps nothing: one of many. */
  readonly deaf?: boolean;
  /** Decodes nothing: whoever hears its frames does. */
  readonly passing?: boolean;
}

/**
 * Both ends of a socket without one: to the room it is Colyseus' client, and what the room sends it decodes as the stock
 * SDK would, with nothing but the handshake's reflection.
 */
export class FakeClient implements Client, ClientPrivate {
  "~messages": unknown;
  readonly ref = new EventEmitter();
  onFrame: ((frame: Uint8Array) => boolean) | null = null;
  state: ClientState = ClientState.JOINING;
  readyState: number = WebSocket.OPEN;
  reconnectionToken = "";
  _joinedAt = 0;
  _enqueuedMessages?: Uint8Array[] = [];
  bytesIn = 0;
  /** What its socket is said not to have taken yet. */
  bufferedBytes = 0;
  /** Everything the room sent after the join, in order. */
  readonly frames: Frame[] = [];
  /** Called with each frame. */
  heard: (frame: Frame) => void = () => {};
  closed: Closed | null = null;
  /** Resolves when the socket is closed. */
  readonly gone: Promise<Closed>;
  #resolveGone!: (closed: Closed) => void;
  #decoder: Decoder | null = null;
  readonly #happened = new EventsReader();

  constructor(
    readonly sessionId: string,
    readonly habits: Habits = {},
  ) {
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
  }

  /** What it decoded. */
  get seen(): Schema {
    if (this.#decoder === null) throw new Error("not joined");
    return this.#decoder.state;
  }

  take(kind: Frame["kind"]): Uint8Array[] {
    return this.frames.filter((frame) => frame.kind === kind).map(({ bytes }) => bytes);
  }

  last(kind: Frame["kind"]): Uint8Array {
    const bytes = this.take(kind).at(-1);
    if (bytes === undefined) throw new Error(`no ${kind} came`);
    return bytes;
  }

  // What the client does

  command(target: number, body: Uint8Array): void {
    this.sendType(TO_SERVER.command, encodeCommand(target, body));
  }

  ping(nonce: number): void {
    this.sendType(TO_SERVER.ping, encodePing({ nonce }));
  }

  sendType(type: number | string, bytes: Uint8Array): void {
    this.sendFrame(getMessageBytes.raw(Protocol.ROOM_DATA_BYTES, type, undefined, bytes));
  }

  sendFrame(frame: Uint8Array): void {
    const bytes = Buffer.from(frame);
    if (this.onFrame?.(bytes) !== true) this.ref.emit("message", bytes);
  }

  /** The socket breaks. */
  drop(code = 1006): void {
    this.#close(code, "");
  }

  consentedLeave(): void {
    this.sendFrame(Uint8Array.of(Protocol.LEAVE_ROOM));
  }

  // What the room does

  raw(data: Uint8Array): void {
    if (this.closed !== null) return;
    this.bytesIn += data.length;
    const [protocol] = data;
    if (this.habits.deaf && protocol !== Protocol.JOIN_ROOM && this.frames.length > 0) return;
    if (this.habits.deaf && (protocol === Protocol.ROOM_STATE || protocol === Protocol.ROOM_STATE_PATCH)) return;
    // A copy, because core encodes into the same buffers again.
    const bytes = Uint8Array.from(data).subarray(1);
    const it = { offset: 0 };
    if (protocol === Protocol.JOIN_ROOM) {
      it.offset = bytes[0] + 1;
      it.offset += bytes[it.offset] + 1;
      const length = decode.number(bytes, it);
      if (length > 0 && !this.habits.passing) {
        this.#decoder = Reflection.decode(bytes.subarray(it.offset, it.offset + length));
        applyDefaults(this.#decoder.state);
      }
      if (!this.habits.halfIn) this.sendFrame(Uint8Array.of(Protocol.JOIN_ROOM));
    } else if (protocol === Protocol.ROOM_STATE || protocol === Protocol.ROOM_STATE_PATCH) {
      const decoder = this.#decoder;
      // As the SDK: a whole state that comes again says what is no longer there.
      if (protocol === Protocol.ROOM_STATE && decoder !== null && decoder.root.refs.size > 1)
        decoder.decodeResync(bytes);
      else decoder?.decode(bytes);
      this.#hear({ kind: protocol === Protocol.ROOM_STATE ? "state" : "patch", bytes });
      const events = this.#happened.read((decoder?.state as { events?: string } | undefined)?.events ?? "");
      if (events !== null) this.#hear({ kind: "events", bytes: events });
    } else if (protocol === Protocol.ROOM_DATA_BYTES) {
      const kind = NAMES.get(decode.number(bytes, it));
      if (kind === undefined) throw new Error("a message of unknown type");
      this.#hear({ kind, bytes: bytes.subarray(it.offset) });
    }
  }

  /** For a client that returns: what it had decoded goes on. */
  continue(other: FakeClient): this {
    this.#decoder = other.#decoder;
    return this;
  }

  enqueueRaw(data: Uint8Array, options?: ISendOptions): void {
    enqueueClientRaw(this, data, options);
  }

  send(): void {
    throw new Error("clockwork rooms send bytes only");
  }

  sendBytes(type: string | number, bytes: Uint8Array, options?: ISendOptions): void {
    this.enqueueRaw(getMessageBytes.raw(Protocol.ROOM_DATA_BYTES, type, undefined, bytes), options);
  }

  error(): void {}

  leave(code = 1000, reason = ""): void {
    this.#close(code, reason);
  }

  close(code?: number, reason?: string): void {
    this.leave(code, reason);
  }

  #hear(frame: Frame): void {
    this.frames.push(frame);
    this.heard(frame);
  }

  #close(code: number, reason: string): void {
    if (this.closed !== null) return;
    this.closed = { code, reason };
    this.readyState = WebSocket.CLOSED;
    this.ref.emit("close", code, reason);
    this.#resolveGone(this.closed);
  }
}

/** A message in Colyseus' MessagePack form, which clockwork rooms do not speak. */
export function packedMessage(type: string | number, message: unknown): Uint8Array {
  return getMessageBytes.raw(Protocol.ROOM_DATA, type, message);
}

/** A frame that asks for an answer. */
export function requestFrame(id: number, type: string): Uint8Array {
  const bytes = new Uint8Array(64);
  const it = { offset: 1 };
  bytes[0] = Protocol.ROOM_REQUEST;
  encode.number(bytes, id, it);
  encode.string(bytes, type, it);
  return bytes.slice(0, it.offset);
}
