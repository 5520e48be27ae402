/** Slots of one map that matter to clients in this patch: a linked list for each client row. */
export class SlotChains {
  /** By row: its first link; −1: none. */
  #first = new Int32Array(0);
  /** By link: the row's next link, and the slot. */
  readonly #next: number[] = [];
  readonly #slots: number[] = [];

  has(row: number): boolean {
    return this.#first[row] >= 0;
  }

  /** Adds a slot in front of the row's others. */
  put(row: number, slot: number): void {
    this.#next.push(this.#first[row]);
    this.#first[row] = this.#slots.push(slot) - 1;
  }

  /** Copies a row's slots to a list, newest first. Returns their number. */
  read(row: number, to: number[]): number {
    let count = 0;
    for (let at = this.#first[row]; at >= 0; at = this.#next[at]) to[count++] = this.#slots[at];
    return count;
  }

  clear(row: number): void {
    this.#first[row] = -1;
  }

  /** Removes the slots of all rows. */
  clearAll(): void {
    if (this.#slots.length === 0) return;
    this.#first.fill(-1);
    this.#next.length = this.#slots.length = 0;
  }

  grow(rows: number): void {
    const first = new Int32Array(rows).fill(-1);
    first.set(this.#first);
    this.#first = first;
  }
}
