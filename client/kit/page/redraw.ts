import type { Tick } from "../../../shared/machine.ts";
import type { AnyView } from "../view.ts";

/** What does not change is drawn this often all the same, ms: a game may draw what is not in its view. */
const STILL_MS = 500;

type Field = "tick" | "seat" | "seats" | "config" | "world";

/** What one drawing read of its view. */
interface Reads {
  /** Something that is another object in every frame. */
  moving: boolean;
  rows: boolean;
  readonly fields: Set<Field>;
  /** By tick. */
  readonly secondsTo: Map<Tick, number>;
}

/** Says when something has to be drawn anew: when something has changed that its last drawing read of the view. */
export class Redraw {
  readonly #leastMs: number;
  #reads: Reads | null = null;
  #view: AnyView | null = null;
  #others: readonly unknown[] = [];
  #drawnMs = Number.NEGATIVE_INFINITY;

  /** @param leastMs it is drawn no more often. Default: in every frame */
  constructor(leastMs = 0) {
    this.#leastMs = leastMs;
  }

  /** @param others what the drawing depends on beside its view */
  isDue(view: AnyView, others: readonly unknown[], nowMs: number): boolean {
    const [reads, before, sinceMs] = [this.#reads, this.#view, nowMs - this.#drawnMs];
    if (reads === null || before === null || sinceMs >= STILL_MS) return true;
    if (sinceMs < this.#leastMs) return false;
    if (reads.moving) return true;
    if (others.some((other, i) => other !== this.#others[i])) return true;
    for (const field of reads.fields) if (view[field] !== before[field]) return true;
    for (const [tick, seconds] of reads.secondsTo) if (view.secondsTo(tick) !== seconds) return true;
    return reads.rows && Object.keys(view.rows).some((table) => view.rows[table] !== before.rows[table]);
  }

  /** The view for a drawing that begins now. */
  watch(view: AnyView, others: readonly unknown[], nowMs: number): AnyView {
    const reads: Reads = { moving: false, rows: false, fields: new Set(), secondsTo: new Map() };
    [this.#reads, this.#view, this.#others, this.#drawnMs] = [reads, view, others, nowMs];
    return watched(view, reads);
  }

  /** What was drawn is gone. */
  reset(): void {
    this.#reads = null;
  }
}

function watched(view: AnyView, reads: Reads): AnyView {
  const field = <F extends Field>(name: F): AnyView[F] => {
    reads.fields.add(name);
    return view[name];
  };
  return {
    get tick() {
      return field("tick");
    },
    get seat() {
      return field("seat");
    },
    get seats() {
      return field("seats");
    },
    get config() {
      return field("config");
    },
    get world() {
      return field("world");
    },
    get rows() {
      reads.rows = true;
      return view.rows;
    },
    secondsTo(tick) {
      const seconds = view.secondsTo(tick);
      reads.secondsTo.set(tick, seconds);
      return seconds;
    },
    next(table, id) {
      reads.fields.add("tick");
      return view.next(table, id);
    },
    // What begins with an event goes on after it.
    get events() {
      reads.moving = true;
      return view.events;
    },
    get net() {
      reads.moving = true;
      return view.net;
    },
  };
}
