import type { Client } from "@colyseus/core";
import type { ConnectionAttempt } from "../../shared/wire/attempt.ts";
import { encodePong, type Pong, TO_CLIENT } from "../../shared/wire/messages.ts";
import type { RateName } from "../budgets/index.ts";
import type { FrameSink } from "../replication/viewer.ts";
import type { Arrivals } from "./inbox.ts";

/** The transport's client, as these rooms use it. */
export interface SocketClient extends Client {
  /** Bytes that the socket has not accepted yet. */
  readonly bufferedBytes?: number;
  /** The sender whose budgets it counts against, if the transport knows it. */
  readonly sender?: { readonly address: string };
  /** The connection attempt of this socket, to tell the sockets of one client apart. null or absent: unknown. */
  readonly attempt?: ConnectionAttempt | null;
  /** Sees each frame before Colyseus does. Returns true if it handled the frame. */
  onFrame: ((frame: Uint8Array) => boolean) | null;
  /** Sends the buffered frames of all clients of the transport. */
  flush?(): void;
  /** Counts an action against the sender's budget. false: the budget is exceeded. */
  spend?(budget: RateName): boolean;
}

/** The room's timing, for the answer to a ping. */
export interface RoomTiming {
  /** Time at which the latest tick was due. */
  readonly tickedAtMs: number;
  /** The number of that tick. */
  readonly now: number;
  readonly tickHz: number;
  readonly longEveryTicks: number;
}

interface PendingPing {
  readonly nonce: number;
  readonly arrivals: Readonly<Arrivals>;
  readonly atMs: number;
}

/**
 * One open socket of a seat. The answer to a ping waits for the next state frame, because two frames in one write cost
 * hardly more than one. The answer reports how long it has waited.
 */
export class Connection implements FrameSink {
  readonly client: SocketClient;
  readonly #connections: Connections;
  #pendingPing: PendingPing | null = null;

  constructor(client: SocketClient, connections: Connections) {
    this.client = client;
    this.#connections = connections;
  }

  get bufferedBytes(): number | undefined {
    return this.client.bufferedBytes;
  }

  /** Time since which an answer waits, on the room's clock; null: none does. */
  get pingedAtMs(): number | null {
    return this.#pendingPing?.atMs ?? null;
  }

  raw(frame: Uint8Array): void {
    this.sendPong();
    this.client.raw(frame);
  }

  flush(): void {
    this.client.flush?.();
  }

  /** Handles a ping. @param arrivals statistics of the seat's commands since the previous ping */
  onPing(nonce: number, arrivals: Readonly<Arrivals>): void {
    this.sendPong();
    this.#pendingPing = { nonce, arrivals, atMs: this.#connections.nowMs() };
    this.#connections.delayPong(this);
  }

  /** Sends the waiting answer, if there is one. */
  sendPong(): void {
    const ping = this.#pendingPing;
    if (ping === null) return;
    this.#pendingPing = null;
    const { nonce, arrivals, atMs } = ping;
    this.client.sendBytes(TO_CLIENT.pong, encodePong({ nonce, ...arrivals, ...this.#connections.timingAt(atMs) }));
  }
}

/** Maximum wait of an answer, in patch intervals: a client's next frame may come a little later than one interval. */
const MAX_WAIT_PATCHES = 1.5;

/** The connections of one room. */
export class Connections {
  readonly nowMs: () => number;
  readonly #timeline: RoomTiming;
  readonly #maxWaitMs: number;
  /** Connections with a waiting answer, and some whose answer was sent already. */
  readonly #waiting: Connection[] = [];

  /** @param nowMs the scheduler's clock */
  constructor(timeline: RoomTiming, nowMs: () => number) {
    this.#timeline = timeline;
    this.nowMs = nowMs;
    this.#maxWaitMs = (MAX_WAIT_PATCHES * timeline.longEveryTicks * 1000) / timeline.tickHz;
  }

  /** The room's timing for a pong. @param askedAtMs time of the ping */
  timingAt(askedAtMs: number): Pick<Pong, "tick" | "intoTickUs" | "heldUs"> {
    const nowMs = this.nowMs();
    const { now: tick, tickedAtMs } = this.#timeline;
    return { tick, intoTickUs: wholeUs(nowMs - tickedAtMs), heldUs: wholeUs(nowMs - askedAtMs) };
  }

  delayPong(connection: Connection): void {
    // A paused room sends no frames.
    if (this.nowMs() - this.#timeline.tickedAtMs > this.#maxWaitMs) connection.sendPong();
    else this.#waiting.push(connection);
  }

  /** Sends answers that waited too long for a frame. Call it after each run of the room. */
  sendOverduePongs(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const cutoffMs = this.nowMs() - this.#maxWaitMs;
    let remaining = 0;
    for (const connection of waiting) {
      if (connection.pingedAtMs === null) continue;
      if (connection.pingedAtMs <= cutoffMs) connection.sendPong();
      else waiting[remaining++] = connection;
    }
    waiting.length = remaining;
  }
}

function wholeUs(ms: number): number {
  return Math.max(0, Math.round(ms * 1000));
}
