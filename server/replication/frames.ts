import { Ledger } from "./ledger.ts";
import { Neighbours } from "./neighbours.ts";
import { Out } from "./out.ts";
import type { Companion, Near, Replica } from "./replica.ts";
import type { Viewer } from "./viewer.ts";

/** Bytes of the schema protocol. */
const OPERATION = { add: 128, delete: 64, clear: 10 } as const;
const SWITCH_TO = 255;
/** As masks of fields: the client has a row for the object, with anything in it; or has none and is given one. */
const ALL = -1;
const NEW = 1 << 31;
/** About what an object costs that comes into view. */
const ADD_BYTES = 60;

/** A frame has been given away before the next one is begun, of whichever room. */
const shared = new Out(65_536);

/**
 * Writes one client's share of a replica in the schema protocol, as the stock decoder reads it: objects that came into its
 * view whole, what changed of those it has, and which of them are gone.
 */
export class FrameWriter {
  readonly #replica: Replica;
  readonly #neighbours: readonly (Neighbours | null)[];
  /** By map: scratch, by slot. */
  readonly #owed: readonly Int32Array[];
  readonly #handles: readonly Int32Array[];
  readonly #stamps: readonly Int32Array[];
  readonly #wanted: number[] = [];
  #stamp = 0;
  /** By map: whether the viewer has other objects than before. */
  readonly #others: boolean[] = [];
  /** What a client that gets a state has already may be anything. */
  #resync = false;
  /** Whether the viewer has objects that were touched, as far as was looked. */
  #hit = false;
  /** The map whose entries are being written; −1: none. */
  #inMap = -1;
  /** By map: its objects that this frame tells of more than is new. */
  readonly #mended: readonly number[][];
  /** What changed of the root, as everyone is told it who is owed nothing else. */
  readonly #root = new Out(256);
  readonly out = shared;
  readonly ledger: Ledger;
  /** Changes that did not fit, since the start. */
  deferred = 0;

  /** @param halfWidthPx of the square in which most objects are */
  constructor(replica: Replica, halfWidthPx: number) {
    this.#replica = replica;
    this.ledger = new Ledger(replica);
    this.#neighbours = replica.maps.map(({ interest, table }) =>
      interest.by === "place" ? new Neighbours(interest, table, halfWidthPx) : null,
    );
    this.#owed = replica.maps.map(({ table }) => new Int32Array(table.capacity));
    this.#handles = replica.maps.map(({ table }) => new Int32Array(table.capacity));
    this.#mended = replica.maps.map(() => []);
    this.#stamps = replica.maps.map(({ table }) => new Int32Array(table.capacity));
  }

  /** A patch begins: objects have moved and changed. */
  begin(): void {
    const { root } = this.#replica;
    this.#root.at = 0;
    root.writeFields(0, root.dirty[0], this.#root);
    for (const neighbours of this.#neighbours) neighbours?.sort();
  }

  /** The state from nothing. What the viewer was told before no longer counts. */
  state(viewer: Viewer, protocol: number): Uint8Array {
    const { out } = this;
    const { root, own, ownField, ownRef, maps, emptyMaps } = this.#replica;
    viewer.forget();
    this.ledger.forget(viewer.row);
    this.#resync = true;
    out.at = 0;
    out.u8(protocol);
    root.writeFields(0, ALL, out);
    for (const { index, refId } of [...maps, ...emptyMaps]) {
      out.u8(OPERATION.add | index);
      out.count(refId);
    }
    if (own !== null && ownField !== null && viewer.seat >= 0) {
      out.u8(OPERATION.add | ownField.index);
      out.count(ownRef);
      this.#own(viewer, ALL);
    }
    for (const { refId } of maps) {
      out.u8(SWITCH_TO);
      out.count(refId);
      out.u8(OPERATION.clear);
    }
    for (let at = 0; at < maps.length; at++) this.#map(viewer, at, true, Number.POSITIVE_INFINITY);
    this.#resync = false;
    return out.written;
  }

  /**
   * What changed since the last patch.
   *
   * @param look the viewer's surroundings are looked at anew
   * @param allowance about how many bytes it may take; what is left out stays owed, and what is gone is always told
   * @param least bytes that the first map has even when there is no allowance
   * @param events what happened that the viewer is told, encoded; null: nothing
   */
  patch(
    viewer: Viewer,
    protocol: number,
    look: boolean,
    allowance: number,
    least: number,
    events: Uint8Array | null,
  ): Uint8Array {
    const { out } = this;
    const { root, own, maps } = this.#replica;
    out.at = 0;
    out.u8(protocol);
    if (viewer.rootOwed === 0) out.copy(this.#root.bytes, 0, this.#root.at);
    else root.writeFields(0, root.dirty[0] | viewer.rootOwed, out);
    viewer.rootOwed = 0;
    if (events !== null) {
      out.u8(this.#replica.eventsIndex);
      out.packed(events);
    }
    if (own !== null && viewer.seat >= 0) {
      const { seat, ownOwed } = viewer;
      const mask = ownOwed === 0 ? own.news(seat) : own.dirty[seat] | ownOwed;
      if (mask !== 0) this.#own(viewer, mask);
      viewer.ownOwed = 0;
    }
    const first = Math.max(allowance, out.at + least);
    for (let at = 0; at < maps.length; at++) this.#map(viewer, at, look, at === 0 ? first : allowance);
    return out.written;
  }

  /** The viewer is sent nothing now: what changed is owed to it. */
  owe(viewer: Viewer): void {
    const { root, own, maps } = this.#replica;
    viewer.rootOwed |= root.dirty[0];
    if (own !== null && viewer.seat >= 0) viewer.ownOwed |= own.dirty[viewer.seat];
    const { row } = viewer;
    for (let at = 0; at < maps.length; at++) {
      const known = this.ledger.known[at];
      const { table } = maps[at];
      this.ledger.offers[at].clear(row);
      if (!table.changed) continue;
      const first = row * known.stride;
      for (let i = first; i < first + known.counts[row]; i++) {
        const slot = known.slots[i];
        if (known.generations[i] !== table.generation[slot]) continue;
        known.owed[i] |= table.dirty[slot];
        known.behind[row] = 1;
      }
    }
  }

  #own({ seat }: Viewer, mask: number): void {
    const { own, ownRef } = this.#replica;
    this.out.u8(SWITCH_TO);
    this.out.count(ownRef);
    own?.writeFields(seat, mask, this.out);
  }

  #map(viewer: Viewer, at: number, look: boolean, allowance: number): void {
    const { table, interest, of } = this.#replica.maps[at];
    const { row } = viewer;
    const offers = this.ledger.offers[at];
    this.#inMap = -1;
    this.#mended[at].length = 0;
    this.#hit = table.changed;
    let others = false;
    if (interest.by === "company") {
      const stale = look || table.opened.length > 0 || this.#others[of];
      others = stale ? this.#lookAtCompany(viewer, at) : this.#dropEnded(row, at);
    } else if (look) others = this.#lookAround(viewer, at, allowance);
    else if (table.changed) {
      others = this.#dropEnded(row, at);
      if (offers.has(row)) others = this.#takeOffers(row, at, allowance) || others;
    }
    if (offers.has(row)) offers.clear(row);
    this.#others[at] = others;
    if (others || this.#hit || this.ledger.known[at].behind[row] === 1) this.#changes(row, at, allowance);
    this.ledger.handles[at].settle(row);
  }

  /** Objects of a map that are new to the viewer come whole; of the others, what changed, best first while it fits. */
  #changes(row: number, at: number, allowance: number): void {
    const { out } = this;
    const { table, firstRef, interest, of } = this.#replica.maps[at];
    const { touched } = table;
    const { counts, stride, behind, slots, handles, owed: owes } = this.ledger.known[at];
    const mended = this.#mended[at];
    const source = interest.by === "place" ? interest.source : undefined;
    const brief = source === undefined || this.#resync ? 0 : table.maskOf(source.brief);
    const first = row * stride;
    const end = first + counts[row];
    behind[row] = 0;
    for (let i = first; i < end; i++) {
      const slot = slots[i];
      const owed = owes[i];
      if (owed === 0 && (touched[slot] === 0 || table.news(slot) === 0)) continue;
      if (owed !== ALL && owed !== NEW && out.at > allowance) {
        owes[i] = owed | table.dirty[slot];
        behind[row] = 1;
        this.deferred++;
        continue;
      }
      out.u8(SWITCH_TO);
      out.count(firstRef + handles[i]);
      owes[i] = 0;
      if (owed === 0) {
        table.writeChanges(slot, out);
        continue;
      }
      mended.push(slot);
      if (source !== undefined && this.#follows(row, of, source.slotOf(slot))) table.writeFields(slot, brief, out);
      else if (owed === NEW) table.writeNew(slot, brief, out);
      else table.writeFields(slot, (owed | table.dirty[slot]) & ~brief, out);
    }
  }

  /** Whether a client has known an object since before this patch, and everything of it. @param slot −1: no object */
  #follows(row: number, at: number, slot: number): boolean {
    if (slot < 0 || this.#mended[at].includes(slot)) return false;
    const { table } = this.#replica.maps[at];
    const { counts, stride, slots, generations, owed } = this.ledger.known[at];
    const end = row * stride + counts[row];
    for (let i = row * stride; i < end; i++)
      if (slots[i] === slot) return owed[i] === 0 && generations[i] === table.generation[slot];
    return false;
  }

  #dropEnded(row: number, at: number): boolean {
    const { touched, generation } = this.#replica.maps[at].table;
    const { counts, stride, slots, generations } = this.ledger.known[at];
    const first = row * stride;
    let hit = false;
    let dropped = false;
    for (let i = first + counts[row] - 1; i >= first; i--) {
      const slot = slots[i];
      if (touched[slot] === 0) continue;
      hit = true;
      if (generations[i] === generation[slot]) continue;
      this.#remove(row, at, i - first);
      dropped = true;
    }
    this.#hit = hit;
    return dropped;
  }

  #takeOffers(row: number, at: number, allowance: number): boolean {
    const { table, interest } = this.#replica.maps[at];
    const known = this.ledger.known[at];
    const most = interest.by === "place" ? interest.most : Number.POSITIVE_INFINITY;
    let taken = false;
    this.ledger.offers[at].each(row, (slot) => {
      if (table.live[slot] === 0 || known.counts[row] >= most || this.out.at > allowance || known.has(row, slot))
        return;
      this.#add(row, at, slot);
      taken = true;
    });
    return taken;
  }

  #lookAround(viewer: Viewer, at: number, allowance: number): boolean {
    const neighbours = this.#neighbours[at] as Neighbours;
    const { table } = this.#replica.maps[at];
    const { row } = viewer;
    const known = this.ledger.known[at];
    const first = row * known.stride;
    const owed = this.#owed[at];
    const handles = this.#handles[at];
    const stamps = this.#stamps[at];
    neighbours.find(viewer, known);
    const stamp = ++this.#stamp;
    let others = false;
    for (let i = first + known.counts[row] - 1; i >= first; i--) {
      const slot = known.slots[i];
      if (known.generations[i] === table.generation[slot] && neighbours.found(slot)) {
        stamps[slot] = stamp;
        owed[slot] = known.owed[i];
        handles[slot] = known.handles[i];
        continue;
      }
      this.#remove(row, at, i - first);
      others = true;
    }
    // Now what is left stands in the order in which it was found.
    known.counts[row] = 0;
    let spentBytes = this.out.at;
    for (let i = 0; i < neighbours.count; i++) {
      const slot = neighbours.slots[i];
      if (stamps[slot] === stamp) known.push(row, slot, handles[slot], table.generation[slot], owed[slot]);
      else if (spentBytes <= allowance) {
        this.#add(row, at, slot);
        spentBytes += ADD_BYTES;
        others = true;
      }
    }
    return others;
  }

  #lookAtCompany(viewer: Viewer, at: number): boolean {
    const { table, interest, of } = this.#replica.maps[at];
    const { row } = viewer;
    const known = this.ledger.known[at];
    const first = row * known.stride;
    const stamps = this.#stamps[at];
    const wanted = ++this.#stamp;
    const list = this.#company(viewer, interest as Companion, of);
    for (const slot of list) if (slot >= 0 && table.live[slot] === 1) stamps[slot] = wanted;
    let others = false;
    for (let i = first + known.counts[row] - 1; i >= first; i--) {
      const slot = known.slots[i];
      if (known.generations[i] === table.generation[slot] && stamps[slot] === wanted) stamps[slot] = -wanted;
      else {
        this.#remove(row, at, i - first);
        others = true;
      }
    }
    for (const slot of list) {
      if (slot < 0 || stamps[slot] !== wanted) continue;
      stamps[slot] = -wanted;
      this.#add(row, at, slot);
      others = true;
    }
    return others;
  }

  /** Slots of its own, of those that belong to what it sees, and of those for everyone, in this order; −1: none. */
  #company({ seat, row }: Viewer, { own, slotOf, everyone }: Companion, of: number): readonly number[] {
    const list = this.#wanted;
    list.length = 0;
    list.push(seat < 0 ? -1 : (own?.(seat) ?? -1));
    if (of >= 0) {
      const { counts, stride, slots } = this.ledger.known[of];
      for (let i = row * stride; i < row * stride + counts[row]; i++) list.push(slotOf?.(slots[i]) ?? -1);
    }
    for (const slot of everyone()) list.push(slot);
    return list;
  }

  #add(row: number, at: number, slot: number): void {
    const { table, firstRef, interest } = this.#replica.maps[at];
    const handles = this.ledger.handles[at];
    const known = this.ledger.known[at];
    const left = handles.takeLeft(row);
    if (left >= 0) {
      known.push(row, slot, left, table.generation[slot], ALL);
      return;
    }
    const handle = handles.takeFree(row);
    known.push(row, slot, handle, table.generation[slot], this.#resync ? ALL : NEW);
    this.#enterMap(at);
    const { out } = this;
    out.u8(OPERATION.add);
    out.count(handle);
    out.text(reusesRows(interest) ? String(handle) : table.keys[slot]);
    out.count(firstRef + handle);
  }

  #remove(row: number, at: number, place: number): void {
    const { table, interest } = this.#replica.maps[at];
    const handles = this.ledger.handles[at];
    const list = this.ledger.known[at];
    const index = row * list.stride + place;
    const slot = list.slots[index];
    const handle = list.handles[index];
    const lives = table.generation[slot] - list.generations[index];
    list.removeAt(row, place);
    // Gone out of view, or ended once, in time: with more behind it, nobody knows.
    const known = lives === 0 ? endsSoon(interest, slot) : lives <= 2 && table.endedAsKnown[slot] === 1;
    if (reusesRows(interest) && known) {
      handles.leave(row, handle);
      return;
    }
    handles.free(handle);
    this.#enterMap(at);
    this.out.u8(OPERATION.delete);
    this.out.count(handle);
  }

  #enterMap(at: number): void {
    if (this.#inMap === at) return;
    this.#inMap = at;
    this.out.u8(SWITCH_TO);
    this.out.count(this.#replica.maps[at].refId);
  }
}

function reusesRows(interest: Near | Companion): boolean {
  return interest.by === "place" && interest.endsSoon !== undefined;
}

function endsSoon(interest: Near | Companion, slot: number): boolean {
  return interest.by === "place" && interest.endsSoon?.(slot) === true;
}
