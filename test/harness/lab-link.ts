import { Decoder, type Schema } from "@colyseus/schema";
import type { Link, LinkHandlers, LinkStatus } from "../../client/net/link.ts";
import { giveBlanks } from "../../shared/wire/blanks.ts";
import {
  decodeCheck,
  decodePong,
  decodeRefusal,
  decodeWelcome,
  EventsReader,
  encodeCommand,
  encodePing,
  TO_SERVER,
} from "../../shared/wire/messages.ts";
import type { FakeClient, Frame } from "./fake-client.ts";
import { Delays, Lane, type LinkProfile, Stalls } from "./link.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A client's end of a simulated link to a real room without sockets. */
export class LabLink<State extends Schema & { readonly events: string }> implements Link<State> {
  status: LinkStatus = "joining";
  reason = "";
  bytesIn = 0;
  bytesOut = 0;
  readonly up: Lane;
  readonly down: Lane;
  readonly #decoder: Decoder<State>;
  readonly #frames: Frame[] = [];
  readonly #happened = new EventsReader();
  #handlers: LinkHandlers<State> | null = null;

  constructor(clock: VirtualClock, client: FakeClient, state: State, profile: LinkProfile, seed: number) {
    giveBlanks(state);
    this.#decoder = new Decoder(state);
    const stalls = new Stalls(profile, seed);
    const up = new Delays(profile, seed * 2 + 1, stalls);
    const down = new Delays(profile, seed * 2 + 2, stalls);
    this.up = new Lane(clock, up, (bytes) => client.sendType(bytes[0], bytes.subarray(1)));
    this.down = new Lane(clock, down, (bytes) => this.#arrive(bytes));
    const send = (frame: Frame): void => {
      // They are in the patches, too.
      if (frame.kind === "events") return;
      this.#frames.push(frame);
      this.down.send(frame.bytes);
    };
    client.frames.forEach(send);
    client.heard = send;
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
      this.#decoder.decode(bytes);
      handlers.patch(this.#decoder.state);
      const events = this.#happened.read(this.#decoder.state.events);
      if (events !== null) handlers.events(events);
    } else if (kind === "welcome") {
      handlers.welcome(decodeWelcome(bytes));
      this.status = "live";
      handlers.status("live");
    } else if (kind === "pong") handlers.pong(decodePong(bytes));
    else if (kind === "refusal") handlers.refusal(decodeRefusal(bytes));
    else handlers.check(decodeCheck(bytes));
  }
}
