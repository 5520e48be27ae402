import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { type EventBatch, encodeEvents } from "../../shared/wire/messages.ts";
import type { Crowd } from "./crowd.ts";
import type { Viewer } from "./viewer.ts";

/** Whom an event concerns. */
export interface Concern {
  /** Everyone is told. */
  everyone: boolean;
  /** Seats that are told wherever they look; −1: none. */
  seat: number;
  other: number;
  /** Whoever looks from within this distance of the place (px) is told; 0: nobody for that. */
  reachPx: number;
  x: number;
  y: number;
}

export const newConcern = (): Concern => ({ everyone: false, seat: -1, other: -1, reachPx: 0, x: 0, y: 0 });

/** An event, encoded, and whom it concerns. */
export interface Happening extends EventBatch {
  readonly concern: Readonly<Concern>;
}

const ONE = 65_536;
const NONE: readonly number[] = [];

/** Sorts what happened by whom it concerns, and keeps for slow clients what they must not miss. */
export class EventDesk {
  readonly #dropped: () => void;
  /** Numbers of happenings, in order, by viewer. */
  readonly #byViewer = new Map<Viewer, number[]>();
  readonly #kept = new WeakMap<Viewer, EventBatch[]>();

  constructor(dropped: () => void) {
    this.#dropped = dropped;
  }

  sort(happenings: readonly Happening[], crowd: Crowd): void {
    this.#byViewer.clear();
    for (let i = 0; i < happenings.length; i++) {
      const { everyone, seat, other, reachPx, x, y } = happenings[i].concern;
      if (everyone) {
        for (const viewer of crowd.everyone) this.#give(viewer, i);
        continue;
      }
      if (reachPx > 0) for (const viewer of crowd.near(x * ONE, y * ONE, reachPx)) this.#give(viewer, i);
      if (seat >= 0 || other >= 0) this.#giveSeats(crowd, seat, other, i);
    }
  }

  #giveSeats(crowd: Crowd, seat: number, other: number, happening: number): void {
    const first = seat < 0 ? undefined : crowd.at(seat);
    const second = other < 0 || other === seat ? undefined : crowd.at(other);
    if (first !== undefined) this.#give(first, happening);
    if (second !== undefined) this.#give(second, happening);
  }

  #give(viewer: Viewer, happening: number): void {
    const list = this.#byViewer.get(viewer);
    if (list === undefined) this.#byViewer.set(viewer, [happening]);
    else if (list[list.length - 1] !== happening) list.push(happening);
  }

  /**
   * A viewer's events, encoded; null: there are none.
   *
   * @param allowance bytes for what it only sees; what concerns it comes in any case
   */
  take(viewer: Viewer, happenings: readonly Happening[], allowance: number): Uint8Array | null {
    const events = this.#kept.get(viewer) ?? [];
    this.#kept.delete(viewer);
    let left = allowance;
    for (const i of this.#byViewer.get(viewer) ?? NONE) {
      const happening = happenings[i];
      if (left <= 0 && !concerns(happening, viewer)) continue;
      left -= happening.bytes.length;
      events.push(happening);
    }
    if (events.length === 0) return null;
    return encodeEvents(events);
  }

  /** A viewer that can be sent nothing now: what it only sees passes, what concerns it is kept. */
  keep(viewer: Viewer, happenings: readonly Happening[]): void {
    for (const i of this.#byViewer.get(viewer) ?? NONE) {
      if (!concerns(happenings[i], viewer)) continue;
      const { tick, bytes } = happenings[i];
      const kept = this.#kept.get(viewer) ?? [];
      if (kept.length >= REPLICATION_LIMITS.keptEvents) this.#dropped();
      else kept.push({ tick, bytes });
      this.#kept.set(viewer, kept);
    }
  }
}

/** Whether it must be told wherever it looks. */
function concerns({ concern: { everyone, seat, other } }: Happening, viewer: Viewer): boolean {
  return everyone || (viewer.seat >= 0 && (seat === viewer.seat || other === viewer.seat));
}
