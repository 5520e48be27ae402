/** The objects of one map that one client has, best first; and what it was not sent of them yet. */
export class Known {
  count = 0;
  slots: Int32Array;
  generations: Int32Array;
  /** Fields not sent yet, as bits. */
  owed: Int32Array;
  /** Whether it is owed anything. */
  behind = false;

  constructor(most: number) {
    this.slots = new Int32Array(most);
    this.generations = new Int32Array(most);
    this.owed = new Int32Array(most);
  }

  has(slot: number): boolean {
    for (let i = 0; i < this.count; i++) if (this.slots[i] === slot) return true;
    return false;
  }

  push(slot: number, generation: number, owed = 0): void {
    if (this.count === this.slots.length) this.#grow();
    this.slots[this.count] = slot;
    this.generations[this.count] = generation;
    this.owed[this.count++] = owed;
  }

  /** Takes one out and keeps the order. */
  removeAt(at: number): void {
    const { slots, generations, owed } = this;
    for (let i = at + 1; i < this.count; i++) {
      slots[i - 1] = slots[i];
      generations[i - 1] = generations[i];
      owed[i - 1] = owed[i];
    }
    this.count--;
  }

  #grow(): void {
    const grown = (from: Int32Array) => {
      const to = new Int32Array(Math.max(8, from.length * 2));
      to.set(from);
      return to;
    };
    this.slots = grown(this.slots);
    this.generations = grown(this.generations);
    this.owed = grown(this.owed);
  }
}

/** Rows that a client keeps of ephemeral objects which it no longer has: their slots' next objects need no new row. */
export class Leftovers {
  count = 0;
  readonly #bits: Uint8Array;

  constructor(capacity: number) {
    this.#bits = new Uint8Array((capacity + 7) >> 3);
  }

  has(slot: number): boolean {
    return (this.#bits[slot >> 3] & (1 << (slot & 7))) !== 0;
  }

  add(slot: number): void {
    if (this.has(slot)) return;
    this.#bits[slot >> 3] |= 1 << (slot & 7);
    this.count++;
  }

  remove(slot: number): void {
    if (!this.has(slot)) return;
    this.#bits[slot >> 3] &= ~(1 << (slot & 7));
    this.count--;
  }

  clear(): void {
    this.#bits.fill(0);
    this.count = 0;
  }

  /** Calls for each, in order. */
  each(visit: (slot: number) => void): void {
    for (let byte = 0; byte < this.#bits.length; byte++)
      for (let bits = this.#bits[byte], slot = byte << 3; bits !== 0; bits >>= 1, slot++) if (bits & 1) visit(slot);
  }
}
