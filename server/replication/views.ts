import type { Ledger } from "./ledger.ts";
import { Neighbours } from "./neighbours.ts";
import type { Out } from "./out.ts";
import type { Companion, Near, Replica } from "./replica.ts";
import type { RowsOut } from "./rows-out.ts";
import type { Viewer } from "./viewer.ts";

/** As masks of fields: the client has a row for the object, with anything in it; or has none and is given one. */
export const ALL = -1;
export const NEW: number = 1 << 31;
/** By handle: making such a text costs more than all else that an object needs which comes into view. */
const rowKeys: string[] = [];
const keyOfRow = (handle: number): string => {
  rowKeys[handle] ??= String(handle);
  return rowKeys[handle];
};

/** About what an object costs that comes into view. */
const ADD_BYTES = 60;

/** What holds for one call, of whichever room; by slot. */
const shared = {
  stamp: 0,
  /** Wide, as a busy process makes 2^31 of them in some days. */
  stamps: new Float64Array(0),
  owed: new Int32Array(0),
  handles: new Int32Array(0),
};

function makeRoom(slots: number): void {
  if (shared.stamps.length >= slots) return;
  shared.stamps = new Float64Array(slots);
  shared.owed = new Int32Array(slots);
  shared.handles = new Int32Array(slots);
}

/** Decides which objects a client has, and says so: those that come into its view get a row, and those that are gone lose it. */
export class Views {
  readonly #replica: Replica;
  readonly #ledger: Ledger;
  readonly #rows: RowsOut;
  readonly #out: Out;
  readonly #neighbours: readonly (Neighbours | null)[];
  readonly #wanted: number[] = [];
  readonly #slots: number[] = [];
  /** What a client has already may be anything, as it gets a whole state. */
  resync = false;
  /** How many objects the viewer of the last call was given; where it did not look around, they are its last ones. */
  added = 0;

  /** @param halfWidthPx of the square in which most objects are */
  constructor(replica: Replica, ledger: Ledger, rows: RowsOut, out: Out, halfWidthPx: number) {
    this.#replica = replica;
    this.#ledger = ledger;
    this.#rows = rows;
    this.#out = out;
    this.#neighbours = replica.maps.map(({ interest, table }) =>
      interest.by === "place" ? new Neighbours(interest, table, halfWidthPx) : null,
    );
  }

  /** Objects have moved. */
  sort(): void {
    for (const neighbours of this.#neighbours) neighbours?.sort();
  }

  /** Looks for what is near a viewer. Returns whether it has other objects than before, as all that follow. */
  lookAround(viewer: Viewer, at: number, allowance: number): boolean {
    const neighbours = this.#neighbours[at] as Neighbours;
    const { table } = this.#replica.maps[at];
    const { row } = viewer;
    const known = this.#ledger.known[at];
    const first = row * known.stride;
    makeRoom(table.generation.length);
    const { owed, handles, stamps } = shared;
    neighbours.find(viewer, known);
    const stamp = ++shared.stamp;
    this.added = 0;
    let lost = false;
    for (let i = first + known.counts[row] - 1; i >= first; i--) {
      const slot = known.slots[i];
      if (known.generations[i] === table.generation[slot] && neighbours.found(slot)) {
        stamps[slot] = stamp;
        owed[slot] = known.owed[i];
        handles[slot] = known.handles[i];
        continue;
      }
      this.#remove(row, at, i - first);
      lost = true;
    }
    // Now what is left stands in the order in which it was found.
    known.counts[row] = 0;
    let spentBytes = this.#out.at;
    for (let i = 0; i < neighbours.count; i++) {
      const slot = neighbours.slots[i];
      if (stamps[slot] === stamp) known.push(row, slot, handles[slot], table.generation[slot], owed[slot]);
      else if (spentBytes <= allowance) {
        this.#add(row, at, slot);
        spentBytes += ADD_BYTES;
      }
    }
    return lost || this.added > 0;
  }

  /** Looks for what belongs to what a viewer sees. */
  lookAtCompany(viewer: Viewer, at: number): boolean {
    const { table, interest, of } = this.#replica.maps[at];
    const { row } = viewer;
    const known = this.#ledger.known[at];
    const first = row * known.stride;
    makeRoom(table.generation.length);
    const { stamps } = shared;
    const wanted = ++shared.stamp;
    const list = this.#company(viewer, interest as Companion, of);
    this.added = 0;
    let lost = false;
    for (const slot of list) if (slot >= 0 && table.live[slot] === 1) stamps[slot] = wanted;
    for (let i = first + known.counts[row] - 1; i >= first; i--) {
      const slot = known.slots[i];
      if (known.generations[i] === table.generation[slot] && stamps[slot] === wanted) stamps[slot] = -wanted;
      else {
        this.#remove(row, at, i - first);
        lost = true;
      }
    }
    for (const slot of list) {
      if (slot < 0 || stamps[slot] !== wanted) continue;
      stamps[slot] = -wanted;
      this.#add(row, at, slot);
    }
    return lost || this.added > 0;
  }

  /** Takes out what has ended, and then in what came up near it, without looking around. */
  keepUp(row: number, at: number, allowance: number): boolean {
    this.added = 0;
    const { ended, offers } = this.#ledger;
    const lost = ended[at].has(row);
    if (lost) this.#dropEnded(row, at);
    if (offers[at].has(row)) this.#takeOffers(row, at, allowance);
    return lost || this.added > 0;
  }

  #dropEnded(row: number, at: number): void {
    const known = this.#ledger.known[at];
    for (let i = this.#ledger.ended[at].read(row, this.#slots) - 1; i >= 0; i--)
      this.#remove(row, at, known.find(row, this.#slots[i]) - row * known.stride);
  }

  #takeOffers(row: number, at: number, allowance: number): void {
    const { table, interest } = this.#replica.maps[at];
    const known = this.#ledger.known[at];
    const most = interest.by === "place" ? interest.most : Number.POSITIVE_INFINITY;
    const count = this.#ledger.offers[at].read(row, this.#slots);
    for (let i = 0; i < count; i++) {
      const slot = this.#slots[i];
      if (known.counts[row] >= most || this.#out.at > allowance) return;
      if (table.live[slot] === 1 && known.find(row, slot) < 0) this.#add(row, at, slot);
    }
  }

  /** Slots of its own, of those that belong to what it sees, and of those for everyone, in this order; −1: none. */
  #company({ seat, row }: Viewer, { own, slotOf, everyone }: Companion, of: number): readonly number[] {
    const list = this.#wanted;
    list.length = 0;
    list.push(seat < 0 ? -1 : (own?.(seat) ?? -1));
    if (of >= 0) {
      const { counts, stride, slots } = this.#ledger.known[of];
      for (let i = row * stride; i < row * stride + counts[row]; i++) list.push(slotOf?.(slots[i]) ?? -1);
    }
    for (const slot of everyone()) list.push(slot);
    return list;
  }

  #add(row: number, at: number, slot: number): void {
    const { table, interest } = this.#replica.maps[at];
    const handles = this.#ledger.handles[at];
    const known = this.#ledger.known[at];
    this.added++;
    this.#ledger.followers[at].add(slot, row);
    const left = handles.takeLeft(row);
    if (left >= 0) {
      known.push(row, slot, left, table.generation[slot], ALL);
      return;
    }
    const handle = handles.takeFree(row);
    known.push(row, slot, handle, table.generation[slot], this.resync ? ALL : NEW);
    this.#rows.add(at, handle, reusesRows(interest) ? keyOfRow(handle) : table.keys[slot]);
  }

  #remove(row: number, at: number, place: number): void {
    const { table, interest } = this.#replica.maps[at];
    const handles = this.#ledger.handles[at];
    const list = this.#ledger.known[at];
    const index = row * list.stride + place;
    const slot = list.slots[index];
    const handle = list.handles[index];
    const lives = table.generation[slot] - list.generations[index];
    list.removeAt(row, place);
    this.#ledger.followers[at].remove(slot, row);
    // Gone out of view, or ended once, in time: with more behind it, nobody knows.
    const known = lives === 0 ? endsSoon(interest, slot) : lives <= 2 && table.endedAsKnown[slot] === 1;
    if (reusesRows(interest) && known) {
      handles.leave(row, handle);
      return;
    }
    handles.free(handle);
    this.#rows.delete(at, handle);
  }
}

function reusesRows(interest: Near | Companion): boolean {
  return interest.by === "place" && interest.endsSoon !== undefined;
}

function endsSoon(interest: Near | Companion, slot: number): boolean {
  return interest.by === "place" && interest.endsSoon?.(slot) === true;
}
