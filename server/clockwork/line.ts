import type { Client } from "@colyseus/core";
import type { Attempt } from "../../shared/wire/attempt.ts";
import { encodePong, type Pong, TO_CLIENT } from "../../shared/wire/messages.ts";
import type { RateName } from "../budgets/index.ts";
import type { Sink } from "../replication/viewer.ts";
import type { Arrivals } from "./inbox.ts";

/** A transport's client, as rooms of this kind need it. */
export interface SocketClient extends Client {
  /** Bytes that its socket has not taken yet. */
  readonly bufferedBytes?: number;
  /** Whose budgets it counts against, as far as the transport knows. */
  readonly sender?: { readonly address: string };
  /** Which of its client's sockets it is; null, or none: nobody says. */
  readonly attempt?: Attempt | null;
  /** Is asked about each frame that comes, before core is: true: it took the frame. */
  onFrame: ((frame: Uint8Array) => boolean) | null;
  /** Sends what any of the transport's clients was given. */
  flush?(): void;
  /** Counts a deed of whoever sends; false: it is one too many. */
  spend?(budget: RateName): boolean;
}

/** What an answer to a ping tells of its room. */
export interface Timeline {
  /** When the latest tick was due. */
  readonly tickedAtMs: number;
  /** Its number. */
  readonly now: number;
  readonly tickHz: number;
  readonly longEveryTicks: number;
}

interface Asked {
  readonly nonce: number;
  readonly arrivals: Readonly<Arrivals>;
  readonly atMs: number;
}

/**
 * One open socket of a seat. The answer to a ping waits for the next frame of state, because two frames in one write cost
 * hardly more than one; it tells how long it has waited.
 */
export class Line implements Sink {
  readonly client: SocketClient;
  readonly #lines: Lines;
  #asked: Asked | null = null;

  constructor(client: SocketClient, lines: Lines) {
    this.client = client;
    this.#lines = lines;
  }

  get bufferedBytes(): number | undefined {
    return this.client.bufferedBytes;
  }

  /** Since when an answer waits, on the room's clock; null: none does. */
  get askedAtMs(): number | null {
    return this.#asked?.atMs ?? null;
  }

  raw(frame: Uint8Array): void {
    this.answer();
    this.client.raw(frame);
  }

  flush(): void {
    this.client.flush?.();
  }

  /** A ping came. @param arrivals how the seat's commands arrived since the one before */
  ask(nonce: number, arrivals: Readonly<Arrivals>): void {
    this.answer();
    this.#asked = { nonce, arrivals, atMs: this.#lines.nowMs() };
    this.#lines.wait(this);
  }

  /** Gives the answer that waits, if there is one. */
  answer(): void {
    const asked = this.#asked;
    if (asked === null) return;
    this.#asked = null;
    const { nonce, arrivals, atMs } = asked;
    this.client.sendBytes(TO_CLIENT.pong, encodePong({ nonce, ...arrivals, ...this.#lines.time(atMs) }));
  }
}

/** Lengths of a patch that an answer waits: its client's next frame comes a little later than one after the last. */
const PATCHES_MOST = 1.5;

/** The lines of one room. */
export class Lines {
  readonly nowMs: () => number;
  readonly #timeline: Timeline;
  readonly #mostMs: number;
  /** With answers that wait, or did. */
  readonly #waiting: Line[] = [];

  /** @param nowMs the clock that ticks are due by */
  constructor(timeline: Timeline, nowMs: () => number) {
    this.#timeline = timeline;
    this.nowMs = nowMs;
    this.#mostMs = (PATCHES_MOST * timeline.longEveryTicks * 1000) / timeline.tickHz;
  }

  /** @param askedAtMs when the ping came that is answered now */
  time(askedAtMs: number): Pick<Pong, "tick" | "intoTickUs" | "heldUs"> {
    const nowMs = this.nowMs();
    const { now: tick, tickedAtMs } = this.#timeline;
    return { tick, intoTickUs: wholeUs(nowMs - tickedAtMs), heldUs: wholeUs(nowMs - askedAtMs) };
  }

  wait(line: Line): void {
    // A room that stands still sends no frames.
    if (this.nowMs() - this.#timeline.tickedAtMs > this.#mostMs) line.answer();
    else this.#waiting.push(line);
  }

  /** Gives answers for which no frame came. Call it whenever the room was run. */
  sweep(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const beforeMs = this.nowMs() - this.#mostMs;
    let kept = 0;
    for (const line of waiting) {
      if (line.askedAtMs === null) continue;
      if (line.askedAtMs <= beforeMs) line.answer();
      else waiting[kept++] = line;
    }
    waiting.length = kept;
  }
}

function wholeUs(ms: number): number {
  return Math.max(0, Math.round(ms * 1000));
}
