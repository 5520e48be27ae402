/**
 * Keeps what was pressed and let go between two samples, so that the shortest tap is still seen: a bit stays for
 * `holdMs` after its press.
 */
export class PressLatch {
  readonly #until = new Map<number, number>();
  readonly #holdMs: number;

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  press(bit: number, nowMs: number): void {
    if (bit !== 0) this.#until.set(bit, nowMs + this.#holdMs);
  }

  /** The bits pressed within the last `holdMs`. */
  bits(nowMs: number): number {
    let bits = 0;
    for (const [bit, until] of this.#until) {
      if (until < nowMs) this.#until.delete(bit);
      else bits |= bit;
    }
    return bits;
  }

  clear(): void {
    this.#until.clear();
  }
}
