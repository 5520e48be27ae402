const BITS = 32;

/**
 * The numbers by which each client knows a map's objects: the lowest that are free, as a client has few objects at once and
 * small numbers are short. A row a client.
 */
export class Handles {
  /** Handles of a row, in words of 32. */
  #stride = 1;
  /** By row and handle: in use, or free for the next frame only. */
  #taken = new Int32Array(0);
  /** By row and handle: the client has a row of the map for it that stands for nothing now. */
  #left = new Int32Array(0);
  /** Freed in the frame that is being made. */
  readonly #freed: number[] = [];

  /** One whose row the client has kept; −1: there is none. */
  takeLeft(row: number): number {
    const first = row * this.#stride;
    for (let at = first; at < first + this.#stride; at++) {
      const bits = this.#left[at];
      if (bits === 0) continue;
      const bit = lowest(bits);
      this.#left[at] = bits & ~(1 << bit);
      return (at - first) * BITS + bit;
    }
    return -1;
  }

  /** One that stood for nothing when the frame before was made, so that the client has forgotten it. */
  takeFree(row: number): number {
    const first = row * this.#stride;
    for (let at = first; at < first + this.#stride; at++) {
      const bits = this.#taken[at];
      if (bits === -1) continue;
      const bit = lowest(~bits);
      this.#taken[at] = bits | (1 << bit);
      return (at - first) * BITS + bit;
    }
    this.#layOut(this.#taken.length / this.#stride, 2 * this.#stride);
    return this.takeFree(row);
  }

  /** The client keeps the row, for {@link takeLeft}. */
  leave(row: number, handle: number): void {
    this.#left[row * this.#stride + (handle >> 5)] |= 1 << (handle & 31);
  }

  /** The client is told to drop the row. */
  free(handle: number): void {
    this.#freed.push(handle);
  }

  /** A frame of the row's client is done. */
  settle(row: number): void {
    for (const handle of this.#freed) this.#taken[row * this.#stride + (handle >> 5)] &= ~(1 << (handle & 31));
    this.#freed.length = 0;
  }

  clear(row: number): void {
    const [first, end] = [row * this.#stride, (row + 1) * this.#stride];
    this.#taken.fill(0, first, end);
    this.#left.fill(0, first, end);
  }

  grow(rows: number): void {
    this.#layOut(rows, this.#stride);
  }

  #layOut(rows: number, stride: number): void {
    const before = this.#stride;
    const moved = (from: Int32Array) => {
      const to = new Int32Array(rows * stride);
      for (let row = 0; row * before < from.length; row++)
        to.set(from.subarray(row * before, (row + 1) * before), row * stride);
      return to;
    };
    this.#taken = moved(this.#taken);
    this.#left = moved(this.#left);
    this.#stride = stride;
  }
}

/** Number of the lowest bit that is set. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
