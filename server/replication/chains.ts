/** Slots of one map that concern clients in this patch: a chain for each row. */
export class Chains {
  /** By row: number of its first link; −1: none. */
  #first = new Int32Array(0);
  /** By link: number of the row's next one, and the slot. */
  readonly #next: number[] = [];
  readonly #slots: number[] = [];

  has(row: number): boolean {
    return this.#first[row] >= 0;
  }

  /** Puts one before those that the row has. */
  put(row: number, slot: number): void {
    this.#next.push(this.#first[row]);
    this.#first[row] = this.#slots.push(slot) - 1;
  }

  /** Writes a row's slots to a list, the last first; returns how many there are. */
  read(row: number, to: number[]): number {
    let count = 0;
    for (let at = this.#first[row]; at >= 0; at = this.#next[at]) to[count++] = this.#slots[at];
    return count;
  }

  clear(row: number): void {
    this.#first[row] = -1;
  }

  /** Nothing concerns anyone any more. */
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
