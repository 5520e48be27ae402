import { StreamWriter } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { Told } from "./tail.ts";

/** So many starts are kept within the delay at most: who comes has at most this share of it to catch up with. */
const STARTS_PER_DELAY = 8;

type Start = Extract<Told, { type: "start" }>;

/**
 * What may be shown of one room, and when: holds back what is younger than the delay, and packs the rest, once for all who
 * watch.
 */
export class Reel {
  readonly #delayTicks: number;
  readonly #tickHz: number;
  /** In order; not old enough. */
  readonly #held: Told[] = [];
  #heldBytes = 0;
  #heldStart: Tick = Number.NEGATIVE_INFINITY;
  /** The newest tick that was read, and when it was. */
  #newest: Tick = -1;
  #newestAtMs = 0;
  #writer: StreamWriter | null = null;
  /** For who comes now: the newest start that is old enough, and all that was packed since. */
  #opening: Uint8Array<ArrayBuffer> | null = null;
  readonly #since: Uint8Array<ArrayBuffer>[] = [];
  #sinceBytes = 0;

  constructor(delayTicks: number, tickHz: number) {
    this.#delayTicks = delayTicks;
    this.#tickHz = tickHz;
  }

  /** Kept in memory. */
  get bytes(): number {
    return this.#heldBytes + this.#sinceBytes + (this.#opening?.length ?? 0);
  }

  /** Nothing is left to be shown later. */
  get empty(): boolean {
    return this.#held.length === 0 && (this.#writer === null || this.#writer.reached >= this.#newest);
  }

  /** How long until there is anything to show, s; null: there is. */
  waitS(nowMs: number): number | null {
    if (this.#opening !== null) return null;
    const start = this.#held.find(({ type }) => type === "start");
    return start === undefined ? null : Math.max(1, Math.ceil((start.tick - this.#mayShow(nowMs)) / this.#tickHz));
  }

  take(told: Told): void {
    // Of many starts, those far enough apart do.
    if (told.type === "gap") this.#heldStart = Number.NEGATIVE_INFINITY;
    if (told.type === "start") {
      if (told.tick - this.#heldStart < this.#delayTicks / STARTS_PER_DELAY) return;
      this.#heldStart = told.tick;
    }
    this.#held.push(told);
    this.#heldBytes += sizeOf(told);
  }

  /** All that was read by now goes up to this tick. */
  reached(tick: Tick, nowMs: number): void {
    if (tick <= this.#newest) return;
    this.#newest = tick;
    this.#newestAtMs = nowMs;
  }

  /**
   * Packs what has become old enough.
   *
   * @returns parts that everyone who watches is sent, in order; null: what follows does not go on from there
   */
  release(nowMs: number): (Uint8Array<ArrayBuffer> | null)[] {
    const parts: (Uint8Array<ArrayBuffer> | null)[] = [];
    const mayShow = this.#mayShow(nowMs);
    let taken = 0;
    for (; taken < this.#held.length && this.#held[taken].tick <= mayShow; taken++) {
      const told = this.#held[taken];
      this.#heldBytes -= sizeOf(told);
      this.#write(told, parts);
    }
    this.#held.splice(0, taken);
    if (this.#writer !== null) {
      this.#writer.reach(Math.max(this.#writer.reached, Math.min(mayShow, this.#newest)));
      this.#pack(parts);
    }
    return parts;
  }

  /** What who comes now is sent first, in order; null: nothing is old enough. */
  opening(): readonly Uint8Array<ArrayBuffer>[] | null {
    return this.#opening === null ? null : [this.#opening, ...this.#since];
  }

  /** The last tick that is old enough: a delay before the newest, which itself gets older. */
  #mayShow(nowMs: number): Tick {
    const passed = Math.floor(((nowMs - this.#newestAtMs) * this.#tickHz) / 1000);
    return this.#newest - this.#delayTicks + Math.max(0, passed);
  }

  #write(told: Told, parts: (Uint8Array<ArrayBuffer> | null)[]): void {
    if (told.type === "start") {
      this.#startAt(told, parts);
      return;
    }
    const writer = this.#writer;
    if (writer === null) return;
    switch (told.type) {
      case "commands":
        writer.commands(told.tick, told.commands);
        return;
      case "gap":
        this.#pack(parts);
        this.#writer = this.#opening = null;
        this.#clear();
        parts.push(null);
        return;
      case "hash":
        writer.reach(told.tick);
        writer.hash(told.hash);
        return;
      case "fault":
        writer.reach(told.tick);
        writer.fault(told.message);
        return;
      case "end":
        writer.reach(told.tick);
        writer.end(told.reason);
    }
  }

  #startAt({ tick, header, world }: Start, parts: (Uint8Array<ArrayBuffer> | null)[]): void {
    this.#writer ??= new StreamWriter(tick);
    this.#writer.reach(tick);
    this.#pack(parts);
    this.#clear();
    this.#opening = new Uint8Array(this.#writer.opening(header, world));
  }

  #pack(parts: (Uint8Array<ArrayBuffer> | null)[]): void {
    const bytes = this.#writer?.take();
    if (bytes === undefined || bytes.length === 0) return;
    parts.push(bytes);
    this.#since.push(bytes);
    this.#sinceBytes += bytes.length;
  }

  #clear(): void {
    this.#since.length = this.#sinceBytes = 0;
  }
}

/** Beside what an object takes. */
const ROW_BYTES = 64;

function sizeOf(told: Told): number {
  if (told.type === "start") return ROW_BYTES + (told.world?.length ?? 0);
  if (told.type !== "commands") return ROW_BYTES;
  return told.commands.reduce((sum, { length }) => sum + length, ROW_BYTES);
}
