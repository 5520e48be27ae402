/** The most that `below` takes: what is computed stays within 2^53. */
const MOST = 2_097_152;

/** Numbers by chance, from a generator within the world. */
export class Random {
  readonly #draw: () => number;

  /** @param draw the generator's next uint32 */
  constructor(draw: () => number) {
    this.#draw = draw;
  }

  /** A whole number from 0 to `bound` − 1, for bounds up to 2^21. */
  below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > MOST)
      throw new RangeError(`random.below: ${bound} is not a whole number from 1 to ${MOST}`);
    return Math.floor((this.#draw() * bound) / 4_294_967_296);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** Brings a list into a random order, and returns it. */
  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const other = this.below(i + 1);
      [list[i], list[other]] = [list[other], list[i]];
    }
    return list;
  }
}
