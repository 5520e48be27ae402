import type { Clock } from "../../server/clock.ts";

interface Timer {
  readonly atMs: number;
  /** Of those for the same time, the one set first runs first. */
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Time that passes only when told to. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  /** A binary heap, the next timer first. */
  readonly #timers: Timer[] = [];
  #order = 0;
  #cancelled = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, order: this.#order++, run, cancelled: false };
    this.#push(timer);
    return () => {
      if (timer.cancelled) return;
      timer.cancelled = true;
      this.#cancelled++;
    };
  }

  get timers(): number {
    return this.#timers.length - this.#cancelled;
  }

  /** Lets time pass, running each timer at its time. */
  advance(ms: number): void {
    this.advanceTo(this.#nowMs + ms);
  }

  advanceTo(endMs: number): void {
    while (this.#timers.length > 0 && this.#timers[0].atMs <= endMs) {
      const due = this.#pop();
      if (due.cancelled) {
        this.#cancelled--;
        continue;
      }
      due.cancelled = true;
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.run();
    }
    this.#nowMs = endMs;
  }

  /** Time passes without anything running: the process was held up. */
  stall(ms: number): void {
    this.#nowMs += ms;
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let at = heap.push(timer) - 1;
    for (; at > 0 && isBefore(timer, heap[(at - 1) >> 1]); at = (at - 1) >> 1) heap[at] = heap[(at - 1) >> 1];
    heap[at] = timer;
  }

  #pop(): Timer {
    const heap = this.#timers;
    const [first] = heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return first;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
