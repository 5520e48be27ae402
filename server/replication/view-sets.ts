import type { ClientLedger } from "./client-ledger.ts";
import { NeighbourSearch } from "./interest/neighbour-search.ts";
import type { SpatialInterest } from "./interest/spatial-interest.ts";
import type { RelatedInterest, Replica } from "./replica.ts";
import type { RowWriter } from "./row-writer.ts";
import type { SchemaWriter } from "./schema-writer.ts";
import type { Viewer } from "./viewer.ts";

/**
 * Special masks of owed fields. ALL: the client has a row for the object with unknown content. NEW: it gets a new row.
 */
export const ALL_FIELDS = -1;
export const NEW_ROW: number = 1 << 31;
/** Cached by handle: creating the string costs more than the rest of adding an object. */
const rowKeys: string[] = [];
const rowKey = (handle: number): string => {
  rowKeys[handle] ??= String(handle);
  return rowKeys[handle];
};

const NONE: readonly number[] = [];

/** Approximate size of an object that enters a view. */
const ADD_BYTES = 60;

/** Scratch memory of one call, by slot; shared by all rooms. */
const scratch = {
  stamp: 0,
  /** Wide, because a busy process makes 2^31 of them in some days. */
  stamps: new Float64Array(0),
  owed: new Int32Array(0),
  handles: new Int32Array(0),
};

function growScratch(slots: number): void {
  if (scratch.stamps.length >= slots) return;
  scratch.stamps = new Float64Array(slots);
  scratch.owed = new Int32Array(slots);
  scratch.handles = new Int32Array(slots);
}

/**
 * Maintains each client's set of objects: objects that enter its view get a row, and those that leave it lose theirs.
 */
export class ViewSets {
  readonly #replica: Replica;
  readonly #ledger: ClientLedger;
  readonly #rows: RowWriter;
  readonly #out: SchemaWriter;
  readonly #neighbours: readonly (NeighbourSearch | null)[];
  readonly #related: number[] = [];
  readonly #slots: number[] = [];
  /** During a full state, a client's rows may have any content. */
  resync = false;
  /** Number of objects added by the last call; without a full search, they are the viewer's last ones. */
  added = 0;

  /** @param halfWidthPx half the side of the square that contains most objects */
  constructor(replica: Replica, ledger: ClientLedger, rows: RowWriter, out: SchemaWriter, halfWidthPx: number) {
    this.#replica = replica;
    this.#ledger = ledger;
    this.#rows = rows;
    this.#out = out;
    this.#neighbours = replica.maps.map(({ interest, table }) =>
      interest.by === "place" ? new NeighbourSearch(interest, table, halfWidthPx) : null,
    );
  }

  /** Updates the spatial indexes after objects have moved. */
  rebuildIndexes(): void {
    for (const neighbours of this.#neighbours) neighbours?.rebuild();
  }

  /** Searches a viewer's surroundings. Returns whether its set of objects changed, like all methods below. */
  searchSurroundings(viewer: Viewer, at: number, allowance: number): boolean {
    const neighbours = this.#neighbours[at] as NeighbourSearch;
    const { table } = this.#replica.maps[at];
    const { row } = viewer;
    const known = this.#ledger.known[at];
    const first = row * known.stride;
    growScratch(table.generation.length);
    const { owed, handles, stamps } = scratch;
    neighbours.find(viewer, row, known);
    const stamp = ++scratch.stamp;
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
    // Rebuild the list in the order found.
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

  /** Finds the objects related to what a viewer sees. */
  updateRelated(viewer: Viewer, at: number): boolean {
    const { table, interest, of } = this.#replica.maps[at];
    const { row } = viewer;
    const known = this.#ledger.known[at];
    const first = row * known.stride;
    growScratch(table.generation.length);
    const { stamps } = scratch;
    const wanted = ++scratch.stamp;
    const list = this.#relatedSlots(viewer, interest as RelatedInterest, of);
    this.added = 0;
    let lost = false;
    for (const slot of list) if (slot >= 0 && table.live[slot] === 1) stamps[slot] = wanted;
    const isWanted = (place: number) =>
      known.generations[place] === table.generation[known.slots[place]] && stamps[known.slots[place]] === wanted;
    let staying = 0;
    let isCleared = false;
    for (let i = first + known.counts[row] - 1; i >= first; i--) {
      if (isWanted(i)) {
        stamps[known.slots[i]] = -wanted;
        staying++;
        continue;
      }
      // Counted only where something goes: in most patches nothing does.
      if (!lost) {
        let left = staying;
        for (let k = first; k < i; k++) if (isWanted(k)) left++;
        isCleared = this.#clearIfEmpty(row, at, left);
      }
      this.#remove(row, at, i - first, isCleared);
      lost = true;
    }
    for (const slot of list) {
      if (slot < 0 || stamps[slot] !== wanted) continue;
      stamps[slot] = -wanted;
      this.#add(row, at, slot);
    }
    return lost || this.added > 0;
  }

  /** Removes ended objects and adds offered ones, without a search. */
  updateWithoutSearch(row: number, at: number, allowance: number): boolean {
    this.added = 0;
    const { ended, offers } = this.#ledger;
    const lost = ended[at].has(row);
    if (lost) this.#dropEnded(row, at);
    if (offers[at].has(row)) this.#takeOffers(row, at, allowance);
    return lost || this.added > 0;
  }

  #dropEnded(row: number, at: number): void {
    const known = this.#ledger.known[at];
    const count = this.#ledger.ended[at].read(row, this.#slots);
    const isCleared = this.#clearIfEmpty(row, at, known.counts[row] - count);
    for (let i = count - 1; i >= 0; i--)
      this.#remove(row, at, known.find(row, this.#slots[i]) - row * known.stride, isCleared);
  }

  /**
   * Clears a client's map, in one byte, where none of its objects stays. Returns whether it did: then their removals need not
   * be written.
   */
  #clearIfEmpty(row: number, at: number, staying: number): boolean {
    const isEmptied = staying === 0 && this.#ledger.known[at].counts[row] > 0;
    if (!isEmptied || reusesRows(this.#replica.maps[at].interest)) return false;
    this.#rows.clear(at);
    return true;
  }

  #takeOffers(row: number, at: number, allowance: number): void {
    const { table, interest } = this.#replica.maps[at];
    const known = this.#ledger.known[at];
    const maxObjects = interest.by === "place" ? interest.most : Number.POSITIVE_INFINITY;
    const count = this.#ledger.offers[at].read(row, this.#slots);
    for (let i = 0; i < count; i++) {
      const slot = this.#slots[i];
      if (known.counts[row] >= maxObjects || this.#out.at > allowance) return;
      if (table.live[slot] === 1 && known.find(row, slot) < 0) this.#add(row, at, slot);
    }
  }

  /**
   * Slots of the viewer's own objects, of those related to what it sees, and of those for everyone, in this order; −1:
   * none.
   */
  #relatedSlots(
    { seat, epoch, row }: Viewer,
    { own, owned, slotOf, everyone }: RelatedInterest,
    of: number,
  ): readonly number[] {
    const list = this.#related;
    list.length = 0;
    list.push(seat < 0 ? -1 : (own?.(seat) ?? -1));
    if (seat >= 0) for (const slot of owned?.(seat, epoch) ?? NONE) list.push(slot);
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
    this.#ledger.subscribers[at].add(slot, row);
    const reused = handles.takeReusable(row);
    if (reused >= 0) {
      known.push(row, slot, reused, table.generation[slot], ALL_FIELDS);
      return;
    }
    const handle = handles.takeFree(row);
    known.push(row, slot, handle, table.generation[slot], this.resync ? ALL_FIELDS : NEW_ROW);
    // A text is added when it is written.
    if (!table.hasTexts) this.#rows.add(at, handle, reusesRows(interest) ? rowKey(handle) : table.keys[slot]);
  }

  /** @param isWritten whether the frame says already that the client has the object no more */
  #remove(row: number, at: number, place: number, isWritten = false): void {
    const { table, interest } = this.#replica.maps[at];
    const handles = this.#ledger.handles[at];
    const list = this.#ledger.known[at];
    const index = row * list.stride + place;
    const slot = list.slots[index];
    const handle = list.handles[index];
    const generations = table.generation[slot] - list.generations[index];
    list.removeAt(row, place);
    this.#ledger.subscribers[at].remove(slot, row);
    // It left the view, or ended exactly once as computed. After more changes its end is unknown.
    const known = generations === 0 ? endsSoon(interest, slot) : generations <= 2 && table.endedAsKnown[slot] === 1;
    if (reusesRows(interest) && known) {
      handles.keepRow(row, handle);
      return;
    }
    handles.free(handle);
    if (!isWritten) this.#rows.delete(at, handle);
  }
}

function reusesRows(interest: SpatialInterest | RelatedInterest): boolean {
  return interest.by === "place" && interest.endsSoon !== undefined;
}

function endsSoon(interest: SpatialInterest | RelatedInterest, slot: number): boolean {
  return interest.by === "place" && interest.endsSoon?.(slot) === true;
}
