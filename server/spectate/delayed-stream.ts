import { StreamWriter } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { JournalEvent } from "../journal/port.ts";

/** Maximum number of starts kept within the delay. So a new spectator has at most this fraction of it to catch up. */
const STARTS_PER_DELAY = 8;

type Start = Extract<JournalEvent, { type: "start" }>;

/** Delays one room's stream: holds back what is younger than the delay, and packs the rest once for all spectators. */
export class DelayedStream {
  readonly #delayTicks: number;
  readonly #tickHz: number;
  /** Events that are too young, in order. */
  readonly #held: JournalEvent[] = [];
  #heldBytes = 0;
  #heldStart: Tick = Number.NEGATIVE_INFINITY;
  /** The newest tick read, and the time of reading it. */
  #newest: Tick = -1;
  #newestAtMs = 0;
  #writer: StreamWriter | null = null;
  /** For a new spectator: the newest start that is old enough, and all parts packed since. */
  #opening: Uint8Array<ArrayBuffer> | null = null;
  readonly #partsSince: Uint8Array<ArrayBuffer>[] = [];
  #partsSinceBytes = 0;

  constructor(delayTicks: number, tickHz: number) {
    this.#delayTicks = delayTicks;
    this.#tickHz = tickHz;
  }

  /** Memory used. */
  get bytes(): number {
    return this.#heldBytes + this.#partsSinceBytes + (this.#opening?.length ?? 0);
  }

  /** Whether everything has been released. */
  get empty(): boolean {
    return this.#held.length === 0 && (this.#writer === null || this.#writer.reached >= this.#newest);
  }

  /** Wait until something can be shown, s; null: something can. */
  waitS(nowMs: number): number | null {
    if (this.#opening !== null) return null;
    const start = this.#held.find(({ type }) => type === "start");
    return start === undefined
      ? null
      : Math.max(1, Math.ceil((start.tick - this.#releasableTick(nowMs)) / this.#tickHz));
  }

  add(event: JournalEvent): void {
    // Starts that are close to the previous one are dropped.
    if (event.type === "gap") this.#heldStart = Number.NEGATIVE_INFINITY;
    if (event.type === "start") {
      if (event.tick - this.#heldStart < this.#delayTicks / STARTS_PER_DELAY) return;
      this.#heldStart = event.tick;
    }
    this.#held.push(event);
    this.#heldBytes += sizeOf(event);
  }

  /** Notes that everything up to this tick was read. */
  noteReached(tick: Tick, nowMs: number): void {
    if (tick <= this.#newest) return;
    this.#newest = tick;
    this.#newestAtMs = nowMs;
  }

  /**
   * Packs what has become old enough.
   *
   * @returns parts for all spectators, in order; null: the next part does not continue the previous one
   */
  release(nowMs: number): (Uint8Array<ArrayBuffer> | null)[] {
    const parts: (Uint8Array<ArrayBuffer> | null)[] = [];
    const releasableTick = this.#releasableTick(nowMs);
    let released = 0;
    for (; released < this.#held.length && this.#held[released].tick <= releasableTick; released++) {
      const event = this.#held[released];
      this.#heldBytes -= sizeOf(event);
      this.#write(event, parts);
    }
    this.#held.splice(0, released);
    if (this.#writer !== null) {
      this.#writer.completeTick(Math.max(this.#writer.reached, Math.min(releasableTick, this.#newest)));
      this.#pack(parts);
    }
    return parts;
  }

  /** The initial parts for a new spectator, in order; null: nothing is old enough. */
  opening(): readonly Uint8Array<ArrayBuffer>[] | null {
    return this.#opening === null ? null : [this.#opening, ...this.#partsSince];
  }

  /** The last tick that may be shown: the delay before the newest one, which itself gets older. */
  #releasableTick(nowMs: number): Tick {
    const passed = Math.floor(((nowMs - this.#newestAtMs) * this.#tickHz) / 1000);
    return this.#newest - this.#delayTicks + Math.max(0, passed);
  }

  #write(event: JournalEvent, parts: (Uint8Array<ArrayBuffer> | null)[]): void {
    if (event.type === "start") {
      this.#startAt(event, parts);
      return;
    }
    const writer = this.#writer;
    if (writer === null) return;
    switch (event.type) {
      case "commands":
        writer.commands(event.tick, event.commands);
        return;
      case "gap":
        this.#pack(parts);
        this.#writer = this.#opening = null;
        this.#clear();
        parts.push(null);
        return;
      case "hash":
        writer.completeTick(event.tick);
        writer.hash(event.hash);
        return;
      case "fault":
        writer.completeTick(event.tick);
        writer.fault(event.message);
        return;
      case "end":
        writer.completeTick(event.tick);
        writer.end(event.reason);
    }
  }

  #startAt({ tick, header, world }: Start, parts: (Uint8Array<ArrayBuffer> | null)[]): void {
    this.#writer ??= new StreamWriter(tick);
    this.#writer.completeTick(tick);
    this.#pack(parts);
    this.#clear();
    this.#opening = new Uint8Array(this.#writer.opening(header, world));
  }

  #pack(parts: (Uint8Array<ArrayBuffer> | null)[]): void {
    const bytes = this.#writer?.takeBytes();
    if (bytes === undefined || bytes.length === 0) return;
    parts.push(bytes);
    this.#partsSince.push(bytes);
    this.#partsSinceBytes += bytes.length;
  }

  #clear(): void {
    this.#partsSince.length = this.#partsSinceBytes = 0;
  }
}

/** Overhead of an object. */
const ROW_BYTES = 64;

function sizeOf(event: JournalEvent): number {
  if (event.type === "start") return ROW_BYTES + (event.world?.length ?? 0);
  if (event.type !== "commands") return ROW_BYTES;
  return event.commands.reduce((sum, { length }) => sum + length, ROW_BYTES);
}
