const BITS = 32;
const INITIAL_SLOTS = 16;

/** The clients that have each object of a map: the inverse of `KnownObjects`, to find the recipients of a change. */
export class SlotSubscribers {
  /** Words per slot, one bit per row. */
  #stride = 1;
  #bits = new Int32Array(0);

  add(slot: number, row: number): void {
    if ((slot + 1) * this.#stride > this.#bits.length)
      this.#layOut(Math.max(INITIAL_SLOTS, slot + 1 + (slot >> 2)), this.#stride);
    this.#bits[slot * this.#stride + (row >> 5)] |= 1 << (row & 31);
  }

  remove(slot: number, row: number): void {
    this.#bits[slot * this.#stride + (row >> 5)] &= ~(1 << (row & 31));
  }

  /** Adds a slot to the chains of all clients that have it. */
  addToChains(slot: number, chains: { put(row: number, slot: number): void }): void {
    const first = slot * this.#stride;
    const end = Math.min(first + this.#stride, this.#bits.length);
    for (let at = first; at < end; at++)
      for (let bits = this.#bits[at]; bits !== 0; bits &= bits - 1)
        chains.put((at - first) * BITS + 31 - Math.clz32(bits & -bits), slot);
  }

  grow(rows: number): void {
    this.#layOut(this.#bits.length / this.#stride, Math.ceil(rows / BITS));
  }

  #layOut(slots: number, stride: number): void {
    const [from, before] = [this.#bits, this.#stride];
    const to = new Int32Array(slots * stride);
    for (let slot = 0; slot * before < from.length; slot++)
      to.set(from.subarray(slot * before, (slot + 1) * before), slot * stride);
    this.#bits = to;
    this.#stride = stride;
  }
}
