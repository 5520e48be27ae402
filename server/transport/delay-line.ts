/** Calls `run` after at least `delayMs`; virtual in tests. */
export type Schedule = (run: () => void, delayMs: number) => void;

/** Delays what is put in by a set time, and keeps its order when that time changes. Empty and free of cost at 0 ms. */
export class DelayLine {
  readonly #now: () => number;
  readonly #schedule: Schedule;
  #delayMs = 0;
  #waiting: { dueMs: number; run: () => void }[] = [];
  #armed = false;

  constructor(now: () => number, schedule: Schedule) {
    this.#now = now;
    this.#schedule = schedule;
  }

  /** False: the caller may act at once without overtaking anything. */
  get busy(): boolean {
    return this.#delayMs > 0 || this.#waiting.length > 0;
  }

  set delayMs(value: number) {
    this.#delayMs = Math.max(0, value);
  }

  put(run: () => void): void {
    this.#waiting.push({ dueMs: this.#now() + this.#delayMs, run });
    this.#arm();
  }

  #arm(): void {
    if (this.#armed || this.#waiting.length === 0) return;
    this.#armed = true;
    this.#schedule(() => this.#release(), Math.max(0, this.#waiting[0]!.dueMs - this.#now()));
  }

  /** Nothing overtakes what is not due yet. */
  #release(): void {
    this.#armed = false;
    const nowMs = this.#now();
    let due = 0;
    while (due < this.#waiting.length && this.#waiting[due]!.dueMs <= nowMs) due++;
    const ready = this.#waiting.splice(0, due);
    for (const { run } of ready) run();
    this.#arm();
  }
}
