import { Protocol } from "@colyseus/core";
import { CONTROL, encodeClientCommand } from "../../../shared/games/arena/index.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";
import {
  decodePong,
  decodeWelcome,
  encodeCommand,
  encodePing,
  TO_CLIENT,
  TO_SERVER,
} from "../../../shared/wire/messages.ts";
import { colyseusSeats } from "./colyseus.ts";
import type { Dialect, Send, Speaker } from "./dialect.ts";
import { OPCODE } from "./frames.ts";
import { HELD } from "./schedule.ts";

const TICK_MS = 1000 / 60;
/** Commands name a tick this far ahead, as a client on a good line does. */
const LEAD_TICKS = 3;
const PING_MS = 1_000;
/** Held controls are told again after this long, as `client/net/send-policy.ts` does. */
const KEEP_ALIVE_MS = 500;

/** The server's tick as the first to hear of it knew it, for all players of one room. */
class RoomClock {
  #offset = Number.NEGATIVE_INFINITY;
  heard(tick: number): void {
    this.#offset = Math.max(this.#offset, tick - performance.now() / TICK_MS);
  }
  get target(): number {
    return Math.max(0, Math.floor(this.#offset + performance.now() / TICK_MS) + LEAD_TICKS);
  }
}

class ArenaSpeaker implements Speaker {
  readonly #send: Send;
  readonly #clock: RoomClock;
  #body: Uint8Array = encodeClientCommand({ type: "controls", bits: 0, aim: 0, seen: 0 });
  #saidMs = 0;
  #pingMs = 0;
  #pings = 0;
  #in = false;

  constructor(send: Send, clock: RoomClock) {
    this.#send = send;
    this.#clock = clock;
  }

  controls(held: number): void {
    let bits = 0;
    if (held & HELD.thrust) bits |= CONTROL.thrust;
    if (held & HELD.left) bits |= CONTROL.left;
    if (held & HELD.right) bits |= CONTROL.right;
    if (held & HELD.fire) bits |= CONTROL.primary;
    this.#body = encodeClientCommand({ type: "controls", bits, aim: 0, seen: 0 });
    this.#say();
  }

  idle(nowMs: number): void {
    if (nowMs - this.#saidMs >= KEEP_ALIVE_MS) this.#say();
    if (nowMs - this.#pingMs < PING_MS) return;
    this.#pingMs = nowMs;
    this.#bytes(TO_SERVER.ping, encodePing({ nonce: this.#pings++ }));
  }

  heard(_opcode: number, payload: Buffer): boolean {
    const [protocol, type] = payload;
    if (protocol === Protocol.JOIN_ROOM) this.#send(OPCODE.binary, Uint8Array.of(Protocol.JOIN_ROOM));
    if (protocol !== Protocol.ROOM_DATA_BYTES) return false;
    if (type === TO_CLIENT.pong) this.#clock.heard(decodePong(payload.subarray(2)).tick);
    if (type !== TO_CLIENT.welcome || this.#in) return false;
    this.#in = true;
    this.#clock.heard(decodeWelcome(payload.subarray(2)).tick);
    // Pings of all players are spread over time.
    this.#pingMs = performance.now() - Math.random() * PING_MS;
    return true;
  }

  #say(): void {
    this.#saidMs = performance.now();
    this.#bytes(TO_SERVER.command, encodeCommand(this.#clock.target, this.#body));
  }

  #bytes(type: number, bytes: Uint8Array): void {
    const frame = new Uint8Array(2 + bytes.length);
    frame[0] = Protocol.ROOM_DATA_BYTES;
    frame[1] = type;
    frame.set(bytes, 2);
    this.#send(OPCODE.binary, frame);
  }
}

const MESSAGES = new Map<number | undefined, string>(Object.entries(TO_CLIENT).map(([name, type]) => [type, name]));

function kindOf([protocol, type]: Buffer): string {
  if (protocol === Protocol.ROOM_STATE_PATCH) return "patch";
  return protocol === Protocol.ROOM_DATA_BYTES ? (MESSAGES.get(type) ?? "other") : "other";
}

/** Clients of the arena that decode no state. */
export function arenaDialect(url: string, playersPerRoom: number): Dialect {
  const query = `${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`;
  const clocks = new Map<string, RoomClock>();
  return {
    kind: kindOf,
    seat: colyseusSeats({
      url,
      query,
      room: "arena",
      playersPerRoom,
      join: (player) => ({ name: `b${player}`, hull: 0 }),
    }),
    speaker(_player, path, send) {
      const room = path.split("?")[0];
      const clock = clocks.get(room) ?? new RoomClock();
      clocks.set(room, clock);
      return new ArenaSpeaker(send, clock);
    },
  };
}
