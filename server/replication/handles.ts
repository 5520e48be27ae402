const BITS = 32;

/**
 * Allocates each client's own numbers for a map's objects: always the lowest free one, because a client has few objects
 * at once and small numbers are short. One row per client.
 */
export class Handles {
  /** Words of 32 handles per row. */
  #stride = 1;
  /** By row and handle: in use, or freed in the current frame. */
  #taken = new Int32Array(0);
  /** By row and handle: the client keeps a stale map row for it, which can be reused. */
  #left = new Int32Array(0);
  /** Handles freed in the current frame. */
  readonly #freed: number[] = [];

  /** Takes a handle whose row the client has kept; −1: there is none. */
  takeReusable(row: number): number {
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

  /** Takes a handle that was free in the previous frame, so that the client has forgotten it. */
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

  /** Marks a row that the client keeps, for {@link takeReusable}. */
  keepRow(row: number, handle: number): void {
    this.#left[row * this.#stride + (handle >> 5)] |= 1 << (handle & 31);
  }

  /** Frees a handle whose row this frame removes at the client. */
  free(handle: number): void {
    this.#freed.push(handle);
  }

  /** Completes a frame of the row's client. */
  endFrame(row: number): void {
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

/** Index of the lowest set bit. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
