import { Decoder } from "@colyseus/schema";
import type { ArenaFrame } from "../../client/arena/frame.ts";
import { ArenaModel } from "../../client/arena/model.ts";
import type { Link, LinkHandlers, LinkStatus } from "../../client/net/link.ts";
import { type ArenaDefinition, arenaRoom } from "../../server/rooms/arena/index.ts";
import type { ArenaConfig } from "../../shared/arena/config.ts";
import { ArenaState } from "../../shared/wire/arena.ts";
import {
  decodeCheck,
  decodePong,
  decodeRefusal,
  decodeWelcome,
  encodeCommand,
  encodePing,
  TO_SERVER,
} from "../../shared/wire/messages.ts";
import type { FakeClient, Frame } from "./fake-client.ts";
import { Lane, type LinkProfile } from "./link.ts";
import { type BenchRoom, RoomBench } from "./rooms.ts";

/** A client's end of a simulated link to a real room. */
export class LabLink implements Link<ArenaState> {
  status: LinkStatus = "joining";
  reason = "";
  bytesIn = 0;
  bytesOut = 0;
  readonly up: Lane;
  readonly down: Lane;
  readonly #decoder = new Decoder(new ArenaState());
  readonly #frames: Frame[] = [];
  #handlers: LinkHandlers<ArenaState> | null = null;

  constructor(bench: RoomBench, client: FakeClient, profile: LinkProfile, seed: number) {
    this.up = new Lane(bench.clock, profile, seed * 2 + 1, (bytes) => client.sendType(bytes[0], bytes.subarray(1)));
    this.down = new Lane(bench.clock, profile, seed * 2 + 2, (bytes) => this.#arrive(bytes));
    const send = (frame: Frame): void => {
      this.#frames.push(frame);
      this.down.send(frame.bytes);
    };
    client.frames.forEach(send);
    client.heard = send;
  }

  listen(handlers: LinkHandlers<ArenaState>): void {
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
    const handlers = this.#handlers as LinkHandlers<ArenaState>;
    this.bytesIn += bytes.length;
    if (kind === "state" || kind === "patch") {
      this.#decoder.decode(bytes);
      handlers.patch(this.#decoder.state);
    } else if (kind === "welcome") {
      this.status = "live";
      handlers.welcome(decodeWelcome(bytes));
    } else if (kind === "pong") handlers.pong(decodePong(bytes));
    else if (kind === "events") handlers.events(bytes);
    else if (kind === "refusal") handlers.refusal(decodeRefusal(bytes));
    else handlers.check(decodeCheck(bytes));
  }
}

export class LabClient {
  readonly model: ArenaModel;
  /** Called before each frame is asked for: hands on the controls. */
  steer: (client: LabClient, nowMs: number) => void = () => {};
  /** Called with each frame. */
  seen: (frame: ArenaFrame, nowMs: number) => void = () => {};
  frame: ArenaFrame | null = null;
  /** No frames are made while this holds: a hidden tab, a long hitch. */
  hidden = false;

  constructor(
    readonly link: LabLink,
    bench: RoomBench,
    frameMs: number,
  ) {
    this.model = new ArenaModel(link, { now: () => bench.clock.nowMs() });
    const run = (): void => {
      bench.clock.setTimer(frameMs, run);
      if (this.hidden) return;
      const nowMs = bench.clock.nowMs();
      this.steer(this, nowMs);
      this.frame = this.model.frame(nowMs);
      this.seen(this.frame, nowMs);
    };
    run();
  }
}

/** A real arena room and real client models, over simulated links, in virtual time. */
export class ArenaLab {
  readonly bench: RoomBench;
  readonly #room: BenchRoom;
  #clients = 0;

  private constructor(bench: RoomBench, room: BenchRoom) {
    this.bench = bench;
    this.#room = room;
  }

  /** Call `RoomBench.start()` before the first. */
  static async open(settings: Partial<ArenaConfig>, seed = 1): Promise<ArenaLab> {
    const bench = new RoomBench(seed);
    const definition: ArenaDefinition = arenaRoom(settings, 60);
    return new ArenaLab(bench, await bench.open(definition));
  }

  async join(profile: LinkProfile, seed: number, frameMs = 1000 / 60, hull = 0): Promise<LabClient> {
    const fake = await this.#room.join({ name: `lab ${++this.#clients}`, hull });
    return new LabClient(new LabLink(this.bench, fake, profile, seed), this.bench, frameMs);
  }

  get nowMs(): number {
    return this.bench.clock.nowMs();
  }

  run(ms: number): void {
    this.bench.clock.advance(ms);
  }
}
