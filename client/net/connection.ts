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
import { type ConnectionOptions, JoinError } from "./connection-options.ts";
import type { Link, LinkHandlers, LinkStatus, StateWithEvents } from "./link.ts";
import { ReconnectBackoff } from "./reconnect-backoff.ts";
import { SeatClient } from "./seat-client.ts";
import { SEARCH_MS, SeatSearch } from "./seat-search.ts";
import { SILENCE, SilenceMonitor } from "./silence-monitor.ts";
import { CUT_CLOSE_CODE, tapSocket } from "./socket-tap.ts";

/** The SDK's settings for replacing a lost socket: at once, then quickly, for about half a minute. */
const RETURN = { minUptime: 0, delay: 60, minDelay: 60, maxDelay: 500, maxRetries: 60, maxEnqueuedMessages: 0 };
const SDK_RETURN_MS = 30_000;
/** Time within which a seat is still given up at the server after a leave without a working socket, ms. */
const GIVE_UP_MS = 15_000;
/** The nonce of the silence monitor's pings; a session uses others. */
const WATCH_NONCE = 0x7fff_ffff;

/** One seat in one room over the stock SDK. Returns to the seat by itself when the socket is lost. */
export class Connection<State extends StateWithEvents> implements Link<State> {
  status: LinkStatus = "joining";
  reason = "";
  code = 0;
  bytesIn = 0;
  bytesOut = 0;
  framesIn = 0;
  framesOut = 0;
  /** Number of lost sockets that were replaced, and of lost sockets. */
  reconnects = 0;
  disconnects = 0;
  readonly #options: ConnectionOptions;
  readonly #client: SeatClient;
  readonly #silence = new SilenceMonitor({ ping: () => this.sendPing(WATCH_NONCE), cut: () => this.#cutSilent() });
  readonly #search: SeatSearch<State>;
  #givingUp: ReturnType<typeof setTimeout> | null = null;
  #room: Room<unknown, State> | null = null;
  #handlers: LinkHandlers<State> | null = null;
  /** `left`: the seat is given up; `abandoned`: the seat waits for the next holder of its token. */
  #gone: "left" | "abandoned" | null = null;
  readonly #backoff = new ReconnectBackoff();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    // The SDK repeats this query in every request and in the address of every socket.
    const url = new URL(options.url);
    url.searchParams.set(FINGERPRINT_PARAMETER, options.wire);
    this.#client = new SeatClient(url.href, options);
    this.#search = new SeatSearch(options, this.#client, this.#silence);
  }

  get notice(): string {
    return this.#search.hasJustLostSeat ? SEAT_LOST_NOTICE : "";
  }

  /** Id of the seat's room; null: no seat now. */
  get roomId(): string | null {
    return this.#room?.roomId ?? null;
  }

  listen(handlers: LinkHandlers<State>): void {
    this.#handlers = handlers;
  }

  /**
   * Returns to the seat of the remembered token, or takes a new one. Retries for a remembered seat while the server does
   * not answer. Rejects with {@link JoinError}.
   */
  async open(): Promise<void> {
    this.#silence.start();
    try {
      this.#enter(await this.#search.find(this.#options.tokens.load() === null ? 0 : SEARCH_MS));
    } catch (error) {
      this.#closeWith(error, refusalReason(error));
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
    this.#goAway("left");
    this.#options.tokens.save(null);
    this.#close(reason, code);
    const room = this.#room;
    if (room === null) {
      this.#silence.stop();
      return;
    }
    if (room.connection.isOpen) void room.leave(true);
    // A lost or silent socket cannot carry the leave, so the next socket does.
    this.#givingUp = setTimeout(() => this.#detach(room), GIVE_UP_MS);
  }

  /** Cuts the socket as a bad network would: for tests and tools. */
  dropSocket(): void {
    this.#room?.connection.close(CUT_CLOSE_CODE);
  }

  /** Closes without giving up the seat, as a closed or reloaded page does; its token stays valid. */
  abandon(): void {
    this.#goAway("abandoned");
    this.#close("", 0);
    if (this.#room !== null) this.#detach(this.#room);
    else {
      this.#silence.stop();
      this.#client.abortAttempt();
    }
  }

  #goAway(how: "left" | "abandoned"): void {
    this.#gone = how;
    this.#search.stop();
  }

  /** Closes a room's socket for good, whatever the SDK is about to do with it. */
  #detach(room: Room<unknown, State>): void {
    room.reconnection.enabled = false;
    if (room !== this.#room) return;
    this.#room = null;
    this.#silence.stop();
    room.connection.close();
  }

  /** Cuts a silent socket. The SDK then makes its next attempt, or ends if it has tried for long enough. */
  #cutSilent(): void {
    const room = this.#room;
    if (room === null) {
      this.#client.abortAttempt();
      return;
    }
    if (this.status === "reconnecting" && this.#backoff.lostForMs(performance.now()) > SDK_RETURN_MS)
      room.reconnection.enabled = false;
    room.connection.close(CUT_CLOSE_CODE);
  }

  #send(type: number, bytes: Uint8Array): void {
    if (this.status === "live" && this.#room?.connection.isOpen) this.#room.sendBytes(type, bytes);
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
    const on = (type: number, handle: (bytes: Uint8Array) => void) =>
      room.onMessage<Uint8Array>(type, (bytes) => handle(bytes));
    on(TO_CLIENT.welcome, (bytes) => {
      this.#silence.onConnected();
      this.#backoff.onLive(performance.now());
      if (this.#gone === "left") {
        room.reconnection.enabled = false;
        void room.leave(true);
        return;
      }
      this.reason = "";
      // The SDK has the newest token by now: it runs its own handlers first.
      this.#options.tokens.save(room.reconnectionToken);
      this.#handlers?.welcome(decodeWelcome(bytes));
      this.#setStatus("live");
    });
    on(TO_CLIENT.pong, (bytes) => this.#handlers?.pong(decodePong(bytes)));
    on(TO_CLIENT.refusal, (bytes) => this.#handlers?.refusal(decodeRefusal(bytes)));
    on(TO_CLIENT.check, (bytes) => this.#handlers?.check(decodeStateCheck(bytes)));
    const eventsReader = new EventsReader();
    room.onStateChange((state) => {
      this.#handlers?.patch(state);
      const events = eventsReader.read(state.events);
      if (events !== null) this.#handlers?.events(events);
    });
    room.onDrop(() => {
      this.#dropped();
      room.reconnection.minDelay = this.#backoff.delayMs;
      room.reconnection.maxDelay = Math.max(RETURN.maxDelay, room.reconnection.minDelay);
    });
    room.onReconnect(() => {
      this.reconnects++;
    });
    room.onLeave((code, reason) => {
      room.reconnection.enabled = false;
      if (room === this.#room) void this.#searchAgain(code, reason ?? "");
    });
  }

  #dropped(): void {
    if (this.status !== "reconnecting") {
      this.disconnects++;
      this.#backoff.onLost(performance.now());
    }
    this.#setStatus("reconnecting");
  }

  /** The SDK has given up: the seat may still be held, or a new one is taken. */
  async #searchAgain(code: number, reason: string): Promise<void> {
    this.#room = null;
    if (endsSeat(code) && this.#gone === null) this.#options.tokens.save(null);
    if (this.#gone !== null || !canReconnect(code)) {
      this.#closeWith({ code }, closeReason(code, reason));
      return;
    }
    this.#dropped();
    try {
      await new Promise((resolve) => setTimeout(resolve, this.#backoff.delayMs));
      const room = await this.#search.find(SEARCH_MS);
      this.reconnects++;
      this.#enter(room);
    } catch (error) {
      if (isRefusal(error)) this.#closeWith(error, refusalReason(error));
      else this.#closeWith({ code }, closeReason(code, reason));
    }
  }

  /** Closes for good. @param error has the code */
  #closeWith(error: unknown, reason: string): void {
    this.#silence.stop();
    if (this.#givingUp !== null) clearTimeout(this.#givingUp);
    if (this.#gone === null && isOtherVersion(error)) this.#options.outdated?.();
    this.#close(reason, codeOf(error));
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
