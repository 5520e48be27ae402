import type { Room } from "@colyseus/sdk";
import type { Tick } from "../../shared/machine.ts";
import { applyDefaults } from "../../shared/wire/defaults.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import {
  decodePong,
  decodeRefusal,
  decodeStateCheck,
  decodeWelcome,
  EventsReader,
  encodeCommand,
  encodePing,
  TO_CLIENT,
  TO_SERVER,
} from "../../shared/wire/messages.ts";
import {
  canReconnect,
  closeReason,
  codeOf,
  endsSeat,
  isOtherVersion,
  isRefusal,
  refusalReason,
  SEAT_LOST_NOTICE,
} from "./close-reasons.ts";
import { type ConnectionOptions, JoinError, type JoinTarget } from "./connection-options.ts";
import type { Link, LinkHandlers, LinkStatus, StateWithEvents } from "./link.ts";
import { ReconnectBackoff } from "./reconnect-backoff.ts";
import { SeatClient } from "./seat-client.ts";
import { SILENCE, SilenceMonitor } from "./silence-monitor.ts";
import { CUT_CLOSE_CODE, tapSocket } from "./socket-tap.ts";

/** How the SDK replaces a lost socket: at once, then quickly, for about half a minute. */
const RETURN = { minUptime: 0, delay: 60, minDelay: 60, maxDelay: 500, maxRetries: 60, maxEnqueuedMessages: 0 };
const SDK_RETURN_MS = 30_000;
/** Once the SDK has given up, or the server was away: how long a seat is asked for by its token. */
const RETRY_MS = 500;
const SEEK_MS = 60_000;
/** A seat that was left while its socket was lost is given up at the server, where that is reached within this time. */
const GIVE_UP_MS = 15_000;
/** No nonce of a session's own pings. */
const WATCH_NONCE = 0x7fff_ffff;

/** Said for so long, ms. */
const NOTICE_MS = 9_000;

/** One seat in one room over the stock SDK: comes back by itself, and asks nobody. */
export class Connection<State extends StateWithEvents> implements Link<State> {
  status: LinkStatus = "joining";
  reason = "";
  code = 0;
  bytesIn = 0;
  bytesOut = 0;
  framesIn = 0;
  framesOut = 0;
  /** Times that a lost socket was replaced, and that one was lost. */
  reconnects = 0;
  disconnects = 0;
  readonly #options: ConnectionOptions;
  readonly #client: SeatClient;
  readonly #silence = new SilenceMonitor({ ping: () => this.sendPing(WATCH_NONCE), cut: () => this.#cutSilent() });
  #watching: ReturnType<typeof setInterval> | null = null;
  #givingUp: ReturnType<typeof setTimeout> | null = null;
  #room: Room<unknown, State> | null = null;
  #handlers: LinkHandlers<State> | null = null;
  /** `left`: the seat is given up; `abandoned`: it waits for whoever has its token. */
  #gone: "left" | "abandoned" | null = null;
  #seatGoneAtMs = Number.NEGATIVE_INFINITY;
  readonly #pace = new ReconnectBackoff();
  #into: JoinTarget;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#into = options.target ?? "any";
    // The SDK repeats what is in the query in every request, and in the address of every socket, returning ones too.
    const url = new URL(options.url);
    url.searchParams.set(FINGERPRINT_PARAMETER, options.wire);
    this.#client = new SeatClient(url.href, options);
  }

  get notice(): string {
    return performance.now() - this.#seatGoneAtMs < NOTICE_MS ? SEAT_LOST_NOTICE : "";
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
    this.#watch(true);
    try {
      this.#enter(await this.#seek(this.#options.tokens.load() === null ? 0 : SEEK_MS));
    } catch (error) {
      this.#refused(error, refusalReason(error));
      throw new JoinError(this.reason, this.code);
    }
  }

  sendCommand(targetTick: Tick, body: Uint8Array): void {
    this.#send(TO_SERVER.command, encodeCommand(targetTick, body));
  }

  sendPing(nonce: number): void {
    this.#send(TO_SERVER.ping, encodePing({ nonce }));
  }

  leave(reason: string, code = 0): void {
    this.#gone = "left";
    this.#options.tokens.save(null);
    this.#close(reason, code);
    const room = this.#room;
    if (room === null) {
      this.#watch(false);
      return;
    }
    if (room.connection.isOpen) void room.leave(true);
    // Over a lost or silent socket nobody hears that: it is said by the next one.
    this.#givingUp = setTimeout(() => this.#detach(room), GIVE_UP_MS);
  }

  /** Cuts the socket as a bad network would: for tests and tools. */
  dropSocket(): void {
    this.#room?.connection.close(CUT_CLOSE_CODE);
  }

  /** Goes away without a word, as a page that is closed or reloaded does; its token stays good. */
  abandon(): void {
    this.#gone = "abandoned";
    this.#close("", 0);
    if (this.#room !== null) this.#detach(this.#room);
    else {
      this.#watch(false);
      this.#client.abortAttempt();
    }
  }

  /** Ends a room's socket for good, whatever the SDK is about to do with it. */
  #detach(room: Room<unknown, State>): void {
    room.reconnection.enabled = false;
    if (room !== this.#room) return;
    this.#room = null;
    this.#watch(false);
    room.connection.close();
  }

  #watch(on: boolean): void {
    if (this.#watching !== null) clearInterval(this.#watching);
    this.#watching = on ? setInterval(() => this.#silence.check(performance.now()), SILENCE.checkMs) : null;
  }

  /** The SDK goes on with the next attempt, or is at its end when it took long enough. */
  #cutSilent(): void {
    const room = this.#room;
    if (room === null) {
      this.#client.abortAttempt();
      return;
    }
    if (this.status === "reconnecting" && this.#pace.lostForMs(performance.now()) > SDK_RETURN_MS)
      room.reconnection.enabled = false;
    room.connection.close(CUT_CLOSE_CODE);
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
      // The token store of a seat that was left is the next one's.
      if (!isRefusal(error) || isOtherVersion(error) || this.#gone !== null) throw error;
      this.#options.tokens.save(null);
      this.#seatGoneAtMs = performance.now();
      return null;
    }
  }

  #enter(room: Room<unknown, State>): void {
    this.#room = room;
    applyDefaults(room.state as object);
    Object.assign(room.reconnection, RETURN);
    tapSocket(room, {
      received: (bytes) => {
        this.framesIn++;
        this.bytesIn += bytes;
        this.#silence.onReceived();
      },
      sent: (bytes) => {
        this.framesOut++;
        this.bytesOut += bytes;
      },
      nextAttemptName: () => {
        this.#silence.onAttempt(SILENCE.returnMs);
        return this.#client.nextAttemptName();
      },
    });
    if (this.#gone === "abandoned") this.#detach(room);
    const on = (type: number, take: (bytes: Uint8Array) => void) =>
      room.onMessage<Uint8Array>(type, (bytes) => take(bytes));
    on(TO_CLIENT.welcome, (bytes) => {
      this.#silence.onConnected();
      this.#pace.onLive(performance.now());
      if (this.#gone === "left") {
        room.reconnection.enabled = false;
        void room.leave(true);
        return;
      }
      this.reason = "";
      // The SDK has the newest token only after its own handlers ran, and long before this message.
      this.#options.tokens.save(room.reconnectionToken);
      this.#handlers?.welcome(decodeWelcome(bytes));
      this.#setStatus("live");
    });
    on(TO_CLIENT.pong, (bytes) => this.#handlers?.pong(decodePong(bytes)));
    on(TO_CLIENT.refusal, (bytes) => this.#handlers?.refusal(decodeRefusal(bytes)));
    on(TO_CLIENT.check, (bytes) => this.#handlers?.check(decodeStateCheck(bytes)));
    const happened = new EventsReader();
    room.onStateChange((state) => {
      this.#handlers?.patch(state);
      const events = happened.read(state.events);
      if (events !== null) this.#handlers?.events(events);
    });
    room.onDrop(() => {
      this.#dropped();
      room.reconnection.minDelay = this.#pace.delayMs;
      room.reconnection.maxDelay = Math.max(RETURN.maxDelay, room.reconnection.minDelay);
    });
    room.onReconnect(() => {
      this.reconnects++;
    });
    room.onLeave((code, reason) => {
      room.reconnection.enabled = false;
      if (room === this.#room) void this.#ended(code, reason ?? "");
    });
  }

  #dropped(): void {
    if (this.status !== "reconnecting") {
      this.disconnects++;
      this.#pace.onLost(performance.now());
    }
    this.#setStatus("reconnecting");
  }

  /** The SDK is at its end: the seat may still be there, or a new one is taken. */
  async #ended(code: number, reason: string): Promise<void> {
    this.#room = null;
    if (endsSeat(code) && this.#gone === null) this.#options.tokens.save(null);
    if (this.#gone !== null || !canReconnect(code)) {
      this.#refused({ code }, closeReason(code, reason));
      return;
    }
    this.#dropped();
    try {
      await new Promise((resolve) => setTimeout(resolve, this.#pace.delayMs));
      const room = await this.#seek(SEEK_MS);
      this.reconnects++;
      this.#enter(room);
    } catch (error) {
      if (isRefusal(error)) this.#refused(error, refusalReason(error));
      else this.#refused({ code }, closeReason(code, reason));
    }
  }

  /** A seat, as soon as the server answers. Rejects with its refusal, or with the last error when the time is up. */
  async #seek(forMs: number): Promise<Room<unknown, State>> {
    const untilMs = performance.now() + forMs;
    for (;;) {
      try {
        if (this.#gone !== null) throw new JoinError("");
        this.#client.beginAttempt();
        this.#silence.onAttempt(forMs === 0 ? SILENCE.joinMs : SILENCE.returnMs);
        return (await this.#return()) ?? (await this.#join());
      } catch (error) {
        if (isRefusal(error) || performance.now() >= untilMs || this.#gone !== null) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** The end: @param error what has a code */
  #refused(error: unknown, reason: string): void {
    this.#watch(false);
    if (this.#givingUp !== null) clearTimeout(this.#givingUp);
    this.#checkWire(error);
    this.#close(reason, codeOf(error));
  }

  #checkWire(error: unknown): void {
    if (this.#gone === null && isOtherVersion(error)) this.#options.outdated?.();
  }

  #close(reason: string, code: number): void {
    if (this.status === "closed") return;
    this.reason = reason;
    this.code = code;
    this.#setStatus("closed");
  }

  #setStatus(status: LinkStatus): void {
    if (this.status === status || this.status === "closed") return;
    this.status = status;
    this.#handlers?.status(status);
  }
}
