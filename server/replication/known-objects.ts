const INITIAL_STRIDE = 8;
const wider = (stride: number): number => (stride * 3) >> 1;

/**
 * The objects of one map that each client has, best first, and their unsent fields. One row per client. Rows are
 * contiguous because clients are served in turn, and memory read in order is fast.
 */
export class KnownObjects {
  /** Places per row, enough for the fullest. */
  stride = INITIAL_STRIDE;
  /** By row: number of objects, and 1 if anything is owed. */
  counts = new Int32Array(0);
  behind = new Uint8Array(0);
  /** By row and place. */
  slots = new Int32Array(0);
  /** The client's numbers for the objects, see `Handles`. */
  handles = new Uint16Array(0);
  generations = new Int32Array(0);
  /** Bit mask of fields not sent yet. */
  owed = new Int32Array(0);

  /** Column index of an object; −1: the client does not have it. */
  find(row: number, slot: number): number {
    const { slots } = this;
    const first = row * this.stride;
    const end = first + this.counts[row];
    for (let at = first; at < end; at++) if (slots[at] === slot) return at;
    return -1;
  }

  push(row: number, slot: number, handle: number, generation: number, owed: number): void {
    const place = this.counts[row];
    if (place === this.stride) this.#layOut(this.counts.length, wider(this.stride));
    const at = row * this.stride + place;
    this.slots[at] = slot;
    this.handles[at] = handle;
    this.generations[at] = generation;
    this.owed[at] = owed;
    this.counts[row]++;
  }

  /** Removes an object and keeps the order. */
  removeAt(row: number, place: number): void {
    const { slots, handles, generations, owed } = this;
    const first = row * this.stride;
    const last = first + --this.counts[row];
    for (let at = first + place; at < last; at++) {
      slots[at] = slots[at + 1];
      handles[at] = handles[at + 1];
      generations[at] = generations[at + 1];
      owed[at] = owed[at + 1];
    }
  }

  clear(row: number): void {
    this.counts[row] = this.behind[row] = 0;
  }

  grow(rows: number): void {
    this.#layOut(rows, this.stride);
  }

  #layOut(rows: number, stride: number): void {
    const { counts, stride: before } = this;
    const moved = <Column extends Int32Array | Uint16Array>(from: Column, to: Column): Column => {
      for (let row = 0; row < counts.length; row++)
        to.set(from.subarray(row * before, row * before + counts[row]), row * stride);
      return to;
    };
    const places = rows * stride;
    this.slots = moved(this.slots, new Int32Array(places));
    this.handles = moved(this.handles, new Uint16Array(places));
    this.generations = moved(this.generations, new Int32Array(places));
    this.owed = moved(this.owed, new Int32Array(places));
    this.stride = stride;
    if (rows === counts.length) return;
    this.counts = enlarged(counts, new Int32Array(rows));
    this.behind = enlarged(this.behind, new Uint8Array(rows));
  }
}

function enlarged<Column extends Int32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
