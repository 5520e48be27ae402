import type { ArenaFrame } from "../model/frame.ts";

export interface SeatName {
  readonly name: string;
  readonly kind: number;
}

const REFRESH_MS = 500;
/** Maximum number of names kept after their seats were freed; an arena has fewer seats. */
const MAX_SEATS = 2_048;

/** Names by seat, kept for a while after a player left or went out of view, because an event may still name them. */
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
