import { Client, type Room } from "@colyseus/sdk";
import type { Tick } from "../../shared/machine.ts";
import { giveBlanks } from "../../shared/wire/blanks.ts";
import { WIRE_PARAMETER } from "../../shared/wire/fingerprint.ts";
import {
  decodeCheck,
  decodePong,
  decodeRefusal,
  decodeWelcome,
  EventsReader,
  encodeCommand,
  encodePing,
  TO_CLIENT,
  TO_SERVER,
} from "../../shared/wire/messages.ts";
import type { Happening, Link, LinkHandlers, LinkStatus, TokenStore } from "./link.ts";
import { closeReason, isOtherVersion, isRefusal, mayReturn, refusalReason, SEAT_GONE } from "./reasons.ts";

export interface ConnectionOptions {
  /** `http(s)://` or `ws(s)://`, with port. */
  readonly url: string;
  readonly room: string;
  /** What the room asks of those who join. */
  readonly join: Readonly<Record<string, unknown>>;
  /** `any`, which is meant without it: one that takes one more, or a new one. `new`: a new one that only its id leads to. */
  readonly into?: "any" | "new" | { readonly room: string };
  readonly tokens: TokenStore;
  /** Who asks: sent as a bearer with each request for a seat. Null, or without it: nobody in particular. */
  readonly token?: () => string | null;
  /** The fingerprint of what this client reads and writes. */
  readonly wire: string;
  /** The server speaks another wire: this client is of no further use, and its seat is kept for its successor. */
  readonly outdated?: () => void;
}

/** How the SDK replaces a lost socket: at once, then quickly, for about a minute. */
const RETURN = { minUptime: 0, delay: 60, minDelay: 60, maxDelay: 500, maxRetries: 120, maxEnqueuedMessages: 0 };
/** Once the SDK has given up, or the server was away: how long a seat is asked for by its token. */
const RETRY_MS = 500;
const TRIES = 120;

/** Said for so long, ms. */
const NOTICE_MS = 9_000;

/** The join was refused; `message` says why, in words for a player. */
export class JoinError extends Error {
  override readonly name = "JoinError";
}

/** One seat in one room over the stock SDK: comes back by itself, and asks nobody. */
export class Connection<State extends Happening> implements Link<State> {
  status: LinkStatus = "joining";
  reason = "";
  bytesIn = 0;
  bytesOut = 0;
  framesIn = 0;
  framesOut = 0;
  /** Times that a lost socket was replaced, and that one was lost. */
  reconnects = 0;
  disconnects = 0;
  readonly #options: ConnectionOptions;
  readonly #client: Client;
  #room: Room<unknown, State> | null = null;
  #handlers: LinkHandlers<State> | null = null;
  #left = false;
  #seatGoneAtMs = Number.NEGATIVE_INFINITY;
  #into: "any" | "new" | { readonly room: string };

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#into = options.into ?? "any";
    // The SDK repeats what is in the query in every request, and in the address of every socket, returning ones too.
    const url = new URL(options.url);
    url.searchParams.set(WIRE_PARAMETER, options.wire);
    this.#client = new Client(url.href);
  }

  get notice(): string {
    return performance.now() - this.#seatGoneAtMs < NOTICE_MS ? SEAT_GONE : "";
  }

  /** Of the room that the seat is in; null while there is none. */
  get roomId(): string | null {
    return this.#room?.roomId ?? null;
  }

  listen(handlers: LinkHandlers<State>): void {
    this.#handlers = handlers;
  }

  /**
   * Takes the seat that the token store remembers, or a new one. A remembered seat is asked for again and again while the
   * server does not answer. Rejects with {@link JoinError}.
   */
  async open(): Promise<void> {
    try {
      this.#enter(await this.#seek(this.#options.tokens.load() === null ? 1 : TRIES));
    } catch (error) {
      this.#checkWire(error);
      this.#close(refusalReason(error));
      throw new JoinError(this.reason);
    }
  }

  sendCommand(targetTick: Tick, body: Uint8Array): void {
    this.#send(TO_SERVER.command, encodeCommand(targetTick, body));
  }

  sendPing(nonce: number): void {
    this.#send(TO_SERVER.ping, encodePing({ nonce }));
  }

  leave(reason: string): void {
    this.#left = true;
    this.#options.tokens.save(null);
    this.#close(reason);
    if (this.#room?.connection.isOpen) void this.#room.leave(true);
  }

  /** Cuts the socket as a bad network would: for tests and tools. */
  cut(): void {
    this.#room?.connection.close(4010);
  }

  /** Goes away without a word, as a page that is closed or reloaded does; its token stays good. */
  abandon(): void {
    this.#left = true;
    const room = this.#room;
    this.#room = null;
    this.#close("");
    if (room === null) return;
    room.reconnection.enabled = false;
    room.connection.close();
  }

  #send(type: number, bytes: Uint8Array): void {
    if (this.status === "live" && this.#room?.connection.isOpen) this.#room.sendBytes(type, bytes);
  }

  async #join(): Promise<Room<unknown, State>> {
    const { room, join } = this.#options;
    if (this.#into === "any") return this.#client.joinOrCreate<State>(room, { ...join });
    if (this.#into !== "new") return this.#client.joinById<State>(this.#into.room, { ...join });
    const made = await this.#client.create<State>(room, { ...join, private: true });
    // Whoever must take a seat anew wants one of the same match.
    this.#into = { room: made.roomId };
    return made;
  }

  /** The seat of the remembered token; null when there is none to return to. */
  async #return(): Promise<Room<unknown, State> | null> {
    const token = this.#options.tokens.load();
    if (token === null) return null;
    try {
      return await this.#client.reconnect<State>(token);
    } catch (error) {
      if (!isRefusal(error) || isOtherVersion(error)) throw error;
      this.#options.tokens.save(null);
      this.#seatGoneAtMs = performance.now();
      return null;
    }
  }

  #enter(room: Room<unknown, State>): void {
    if (this.#left) {
      room.leave(true);
      return;
    }
    this.#room = room;
    giveBlanks(room.state as object);
    Object.assign(room.reconnection, RETURN);
    this.#count(room);
    const on = (type: number, take: (bytes: Uint8Array) => void) =>
      room.onMessage<Uint8Array>(type, (bytes) => take(bytes));
    on(TO_CLIENT.welcome, (bytes) => {
      // The SDK has the newest token only after its own handlers ran, and long before this message.
      this.#options.tokens.save(room.reconnectionToken);
      this.#handlers?.welcome(decodeWelcome(bytes));
      this.#setStatus("live");
    });
    on(TO_CLIENT.pong, (bytes) => this.#handlers?.pong(decodePong(bytes)));
    on(TO_CLIENT.refusal, (bytes) => this.#handlers?.refusal(decodeRefusal(bytes)));
    on(TO_CLIENT.check, (bytes) => this.#handlers?.check(decodeCheck(bytes)));
    const happened = new EventsReader();
    room.onStateChange((state) => {
      this.#handlers?.patch(state);
      const events = happened.read(state.events);
      if (events !== null) this.#handlers?.events(events);
    });
    room.onDrop(() => {
      if (this.status !== "reconnecting") this.disconnects++;
      this.#setStatus("reconnecting");
    });
    room.onReconnect(() => {
      this.reconnects++;
    });
    room.onError((code, message) => {
      this.reason = closeReason(code, message ?? "");
    });
    room.onLeave((code, reason) => {
      if (room === this.#room) void this.#ended(code, reason ?? "");
    });
  }

  /** The SDK is at its end: the seat may still be there, or a new one is taken. */
  async #ended(code: number, reason: string): Promise<void> {
    this.#room = null;
    if (this.#left || !mayReturn(code)) {
      this.#checkWire({ code });
      this.#close(closeReason(code, reason));
      return;
    }
    if (this.status !== "reconnecting") this.disconnects++;
    this.#setStatus("reconnecting");
    try {
      const room = await this.#seek(TRIES);
      this.reconnects++;
      this.#enter(room);
    } catch (error) {
      this.#checkWire(error);
      this.#close(isRefusal(error) ? refusalReason(error) : closeReason(code, reason));
    }
  }

  /** A seat, as soon as the server answers. Rejects with its refusal, or the last error. */
  async #seek(tries: number): Promise<Room<unknown, State>> {
    for (let left = tries - 1; ; left--) {
      try {
        this.#client.auth.token = this.#options.token?.() ?? "";
        return (await this.#return()) ?? (await this.#join());
      } catch (error) {
        if (isRefusal(error) || left <= 0 || this.#left) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  #checkWire(error: unknown): void {
    if (!this.#left && isOtherVersion(error)) this.#options.outdated?.();
  }

  #close(reason: string): void {
    if (this.status === "closed") return;
    this.reason = reason;
    this.#setStatus("closed");
  }

  #setStatus(status: LinkStatus): void {
    if (this.status === status || this.status === "closed") return;
    this.status = status;
    this.#handlers?.status(status);
  }

  /** Counts what passes the socket, this one's and that of every reconnection. */
  #count(room: Room<unknown, State>): void {
    const { connection } = room;
    const { events } = connection;
    const take = events.onmessage;
    events.onmessage = (event: MessageEvent) => {
      this.framesIn++;
      this.bytesIn += event.data.byteLength;
      take?.(event);
    };
    const send = connection.send.bind(connection);
    connection.send = (data) => {
      this.framesOut++;
      this.bytesOut += data.byteLength;
      send(data);
    };
  }
}
