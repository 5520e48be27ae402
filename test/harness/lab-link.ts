import { Decoder, type Schema } from "@colyseus/schema";
import { SEAT_LOST_NOTICE } from "../../client/net/close-reasons.ts";
import type { Link, LinkHandlers, LinkStatus } from "../../client/net/link.ts";
import { createRandom, type RandomState } from "../../shared/math/random.ts";
import { applyDefaults } from "../../shared/wire/defaults.ts";
import {
  decodePong,
  decodeRefusal,
  decodeStateCheck,
  decodeWelcome,
  EventsReader,
  encodeCommand,
  encodePing,
  TO_SERVER,
} from "../../shared/wire/messages.ts";
import type { FakeClient, Frame } from "./fake-client.ts";
import { DelayedDirection, Delays, type LinkProfile, nextIn, Stalls } from "./link.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** As the SDK of a browser: how long until a lost socket is replaced, and the round trips that this takes. */
const RETURN_MS = 60;
const RETURN_TRIPS = 2;

/** Ways back for a client whose connection was lost: to its seat, or to another one. */
export interface Back {
  to(lost: FakeClient): Promise<FakeClient>;
  anew(): Promise<FakeClient>;
}

/** A client's end of a simulated link to a real room without sockets. */
export class LabLink<State extends Schema & { readonly events: string }> implements Link<State> {
  status: LinkStatus = "joining";
  reason = "";
  notice = "";
  bytesIn = 0;
  bytesOut = 0;
  /** Commands that the server said it merged with others of the same tick. */
  merged = 0;
  up!: DelayedDirection;
  down!: DelayedDirection;
  /** While a lost connection is being replaced. */
  returning: Promise<void> | null = null;
  readonly stalls: Stalls;
  readonly #clock: VirtualClock;
  readonly #profile: LinkProfile;
  readonly #delays: { readonly up: Delays; readonly down: Delays };
  readonly #random: RandomState;
  #decoder: Decoder<State>;
  readonly #newState: () => State;
  readonly #back: Back;
  readonly #frames: Frame[] = [];
  readonly #happened = new EventsReader();
  #client!: FakeClient;
  #handlers: LinkHandlers<State> | null = null;

  constructor(
    clock: VirtualClock,
    client: FakeClient,
    newState: () => State,
    profile: LinkProfile,
    seed: number,
    back: Back,
  ) {
    this.#clock = clock;
    this.#profile = profile;
    this.#newState = newState;
    this.#decoder = this.#newDecoder();
    this.#back = back;
    this.stalls = new Stalls(profile, seed);
    this.#delays = {
      up: new Delays(profile, seed * 2 + 1, this.stalls, "up"),
      down: new Delays(profile, seed * 2 + 2, this.stalls, "down"),
    };
    this.#random = createRandom(seed);
    this.#connect(client);
  }

  #connect(client: FakeClient): void {
    this.#client = client;
    const { dropEveryS } = this.#profile;
    this.up = new DelayedDirection(this.#clock, this.#delays.up, (bytes) =>
      client.sendType(bytes[0], bytes.subarray(1)),
    );
    this.down = new DelayedDirection(this.#clock, this.#delays.down, (bytes) => this.#arrive(bytes));
    const send = (frame: Frame): void => {
      // They are in the patches, too.
      if (frame.kind === "events") return;
      this.#frames.push(frame);
      this.down.send(frame.bytes);
    };
    client.frames.forEach(send);
    client.heard = send;
    if (dropEveryS === undefined) return;
    this.#clock.setTimer(nextIn(this.#random, dropEveryS * 1000), () => {
      if (this.#client === client) this.drop();
    });
  }

  /** The connection is lost, and what was on its way with it. @param awayMs until the client asks for another one */
  drop(awayMs = RETURN_MS): void {
    if (this.status !== "live") return;
    this.status = "reconnecting";
    this.up.cut = this.down.cut = true;
    this.#frames.length = 0;
    const lost = this.#client;
    lost.heard = () => {};
    lost.drop();
    this.#handlers?.status("reconnecting");
    const { delayMs, jitterMs, up = { delayMs, jitterMs } } = this.#profile;
    const tripMs = delayMs + jitterMs / 2 + up.delayMs + up.jitterMs / 2;
    this.#clock.setTimer(awayMs + RETURN_TRIPS * tripMs, () => {
      this.returning = this.#return(lost);
    });
  }

  async #return(lost: FakeClient): Promise<void> {
    let client: FakeClient;
    try {
      client = await this.#back.to(lost);
    } catch {
      // As `Connection` does: the seat is gone, and another one is taken, whose state is another.
      this.notice = SEAT_LOST_NOTICE;
      this.#decoder = this.#newDecoder();
      client = await this.#back.anew();
    }
    this.#connect(client);
    this.returning = null;
  }

  #newDecoder(): Decoder<State> {
    const state = this.#newState();
    applyDefaults(state);
    return new Decoder(state);
  }

  listen(handlers: LinkHandlers<State>): void {
    this.#handlers = handlers;
  }

  sendCommand(targetTick: number, body: Uint8Array): void {
    this.#send(TO_SERVER.command, encodeCommand(targetTick, body));
  }

  sendPing(nonce: number): void {
    this.#send(TO_SERVER.ping, encodePing({ nonce }));
  }

  leave(reason: string): void {
    this.reason = reason;
    this.status = "closed";
  }

  #send(type: number, bytes: Uint8Array): void {
    if (this.status !== "live") return;
    this.bytesOut += bytes.length + 1;
    this.up.send(Uint8Array.of(type, ...bytes));
  }

  #arrive(bytes: Uint8Array): void {
    const kind = (this.#frames.shift() as Frame).kind;
    const handlers = this.#handlers as LinkHandlers<State>;
    this.bytesIn += bytes.length;
    if (kind === "state" || kind === "patch") {
      // As the SDK: a whole state that comes again says what is no longer there.
      if (kind === "state" && this.#decoder.root.refs.size > 1) this.#decoder.decodeResync(bytes);
      else this.#decoder.decode(bytes);
      handlers.patch(this.#decoder.state);
      const events = this.#happened.read(this.#decoder.state.events);
      if (events !== null) handlers.events(events);
    } else if (kind === "welcome") {
      handlers.welcome(decodeWelcome(bytes));
      this.status = "live";
      handlers.status("live");
    } else if (kind === "pong") {
      const pong = decodePong(bytes);
      this.merged += pong.merged;
      handlers.pong(pong);
    } else if (kind === "refusal") handlers.refusal(decodeRefusal(bytes));
    else handlers.check(decodeStateCheck(bytes));
  }
}
