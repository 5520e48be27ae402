import type { ArenaFrame } from "../model/frame.ts";

export interface SeatName {
  readonly name: string;
  readonly kind: number;
}

const REFRESH_MS = 500;
/** Seats whose last name is remembered after they left; one arena's seats are fewer. */
const MAX_SEATS = 2_048;

/** Who sits where, kept for a while after they left or were out of view, as an event may still name them. */
export class SeatNames {
  readonly #people = new Map<number, SeatName>();
  #refreshedAtMs = -Infinity;

  update(frame: ArenaFrame, nowMs: number): void {
    if (nowMs - this.#refreshedAtMs < REFRESH_MS && frame.events.length === 0) return;
    this.#refreshedAtMs = nowMs;
    if (this.#people.size > MAX_SEATS) this.#people.clear();
    for (let i = 0; i < frame.players.count; i++) {
      const { seat, name, kind } = frame.players.items[i];
      const known = this.#people.get(seat);
      if (known?.name !== name || known.kind !== kind) this.#people.set(seat, { name, kind });
    }
  }

  has(seat: number): boolean {
    return this.#people.has(seat);
  }

  get(seat: number): SeatName {
    return this.#people.get(seat) ?? { name: seat < 0 ? "" : "someone", kind: 0 };
  }
}
