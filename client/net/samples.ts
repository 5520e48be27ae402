/** The rate of a counter over about the last second. */
export class RateMeter {
  #fromMs = Number.NaN;
  #fromCount = 0;
  perSecond = 0;

  /** @param count the counter's current value */
  update(count: number, nowMs: number): void {
    if (Number.isNaN(this.#fromMs)) {
      this.#fromMs = nowMs;
      this.#fromCount = count;
      return;
    }
    const passedMs = nowMs - this.#fromMs;
    if (passedMs < 1000) return;
    this.perSecond = ((count - this.#fromCount) * 1000) / passedMs;
    this.#fromMs = nowMs;
    this.#fromCount = count;
  }
}

/** A ring of the newest values, with quantiles. Allocates nothing after construction. */
export class Samples {
  readonly #values: Float64Array;
  readonly #timesMs: Float64Array;
  readonly #sorted: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
    this.#timesMs = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  add(value: number, nowMs: number): void {
    const slot = this.#count++ % this.#values.length;
    this.#values[slot] = value;
    this.#timesMs[slot] = nowMs;
  }

  /** Number of values added so far. */
  get total(): number {
    return this.#count;
  }

  /** The newest values, oldest first. */
  newest(count: number): number[] {
    const kept = Math.min(count, this.#count, this.#values.length);
    return Array.from({ length: kept }, (_, i) => this.#values[(this.#count - kept + i) % this.#values.length]);
  }

  /** The kept values, in no order. */
  values(): Float64Array {
    return this.#values.subarray(0, Math.min(this.#count, this.#values.length));
  }

  /** Sorts the values since `sinceMs`, for {@link quantile}. Returns their number. */
  sort(sinceMs: number): number {
    const kept = Math.min(this.#count, this.#values.length);
    let count = 0;
    for (let i = 0; i < kept; i++) if (this.#timesMs[i] >= sinceMs) this.#sorted[count++] = this.#values[i];
    this.#sorted.subarray(0, count).sort();
    return count;
  }

  /** @param share 0–1 @param count returned by {@link sort} */
  quantile(share: number, count: number): number {
    return count === 0 ? 0 : this.#sorted[Math.min(count - 1, Math.floor(share * count))];
  }
}
