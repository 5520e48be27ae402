import type { Known } from "./known.ts";
import { Neighbours } from "./neighbours.ts";
import { Out } from "./out.ts";
import type { Companion, Near, Replica, ReplicaMap } from "./replica.ts";
import type { Viewer } from "./viewer.ts";

/** Bytes of the schema protocol. */
const OPERATION = { add: 128, delete: 64 } as const;
const SWITCH_TO = 255;
/** As a mask of fields: the object is new to the client. */
const ALL = -1;
/** About what an object costs that comes into view. */
const ADD_BYTES = 60;
/** More rows than this are not left with a client. */
const LEFTOVERS_MOST = 1_024;

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
  readonly #stamps: readonly Int32Array[];
  #stamp = 0;
  /** By map: whether the viewer has other objects than before. */
  readonly #others: boolean[] = [];
  /** The map whose entries are being written; −1: none. */
  #inMap = -1;
  readonly out = shared;
  /** Changes that did not fit, since the start. */
  deferred = 0;

  /** @param halfWidthPx of the square in which most objects are */
  constructor(replica: Replica, halfWidthPx: number) {
    this.#replica = replica;
    this.#neighbours = replica.maps.map(({ interest, table }) =>
      interest.by === "place" ? new Neighbours(interest, table, halfWidthPx) : null,
    );
    this.#owed = replica.maps.map(({ table }) => new Int32Array(table.capacity));
    this.#stamps = replica.maps.map(({ table }) => new Int32Array(table.capacity));
  }

  /** Objects have moved. */
  sort(): void {
    for (const neighbours of this.#neighbours) neighbours?.sort();
  }

  /** The state from nothing. What the viewer was told before no longer counts. */
  state(viewer: Viewer, protocol: number): Uint8Array {
    const { out } = this;
    const { root, own, ownField, ownRef, maps, emptyMaps } = this.#replica;
    viewer.forget();
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
    for (let at = 0; at < maps.length; at++) this.#map(viewer, at, true, Number.POSITIVE_INFINITY);
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
    root.writeFields(0, root.dirty[0] | viewer.rootOwed, out);
    viewer.rootOwed = 0;
    if (events !== null) {
      out.u8(this.#replica.eventsIndex);
      out.packed(events);
    }
    if (own !== null && viewer.seat >= 0) {
      const mask = own.dirty[viewer.seat] | viewer.ownOwed;
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
    for (let at = 0; at < maps.length; at++) {
      const known = viewer.known[at];
      const { table } = maps[at];
      viewer.offers[at].length = 0;
      if (!table.changed) continue;
      for (let i = 0; i < known.count; i++) {
        const slot = known.slots[i];
        if (known.generations[i] !== table.generation[slot]) continue;
        known.owed[i] |= table.dirty[slot];
        known.behind = true;
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
    const map = this.#replica.maps[at];
    const known = viewer.known[at];
    const offers = viewer.offers[at];
    this.#inMap = -1;
    let others = false;
    if (map.interest.by === "company") {
      const stale = look || map.table.opened.length > 0 || this.#others[map.of];
      others = stale ? this.#lookAtCompany(viewer, at) : this.#dropEnded(viewer, at);
    } else if (look) others = this.#lookAround(viewer, at, allowance);
    else if (map.table.changed || offers.length > 0) {
      others = this.#dropEnded(viewer, at);
      others = this.#takeOffers(viewer, at, allowance) || others;
    }
    offers.length = 0;
    this.#others[at] = others;
    if (others || map.table.changed || known.behind) this.#changes(map, known, allowance);
  }

  /** Objects of a map that are new to the viewer come whole; of the others, what changed, best first while it fits. */
  #changes({ table }: ReplicaMap, known: Known, allowance: number): void {
    const { out } = this;
    known.behind = false;
    for (let i = 0; i < known.count; i++) {
      const slot = known.slots[i];
      const owed = known.owed[i];
      const mask = owed | table.dirty[slot];
      if (mask === 0) continue;
      if (owed === ALL) table.writeWhole(slot, out);
      else if (out.at > allowance) {
        known.owed[i] = mask;
        known.behind = true;
        this.deferred++;
        continue;
      } else if (owed === 0) table.writeChanges(slot, out);
      else table.write(slot, mask, out);
      known.owed[i] = 0;
    }
  }

  #dropEnded(viewer: Viewer, at: number): boolean {
    const { table } = this.#replica.maps[at];
    const known = viewer.known[at];
    let dropped = false;
    for (let i = known.count - 1; i >= 0; i--) {
      if (known.generations[i] === table.generation[known.slots[i]]) continue;
      this.#remove(viewer, at, i);
      dropped = true;
    }
    return dropped;
  }

  #takeOffers(viewer: Viewer, at: number, allowance: number): boolean {
    const { table, interest } = this.#replica.maps[at];
    const known = viewer.known[at];
    const most = interest.by === "place" ? interest.most : Number.POSITIVE_INFINITY;
    let taken = false;
    for (const slot of viewer.offers[at]) {
      if (table.live[slot] === 0 || known.count >= most || this.out.at > allowance || known.has(slot)) continue;
      this.#add(viewer, at, slot);
      taken = true;
    }
    return taken;
  }

  #lookAround(viewer: Viewer, at: number, allowance: number): boolean {
    const neighbours = this.#neighbours[at] as Neighbours;
    const { table } = this.#replica.maps[at];
    const known = viewer.known[at];
    const [owed, stamps] = [this.#owed[at], this.#stamps[at]];
    neighbours.find(viewer, known);
    neighbours.markFound();
    const stamp = ++this.#stamp;
    let others = false;
    for (let i = known.count - 1; i >= 0; i--) {
      const slot = known.slots[i];
      if (known.generations[i] === table.generation[slot] && neighbours.found(slot)) {
        stamps[slot] = stamp;
        owed[slot] = known.owed[i];
        continue;
      }
      this.#remove(viewer, at, i);
      others = true;
    }
    // Now what is left stands in the order in which it was found.
    known.count = 0;
    let spentBytes = this.out.at;
    for (let i = 0; i < neighbours.count; i++) {
      const slot = neighbours.slots[i];
      if (stamps[slot] === stamp) known.push(slot, table.generation[slot], owed[slot]);
      else if (spentBytes <= allowance) {
        this.#add(viewer, at, slot);
        spentBytes += ADD_BYTES;
        others = true;
      }
    }
    return others;
  }

  #lookAtCompany(viewer: Viewer, at: number): boolean {
    const { table, interest, of } = this.#replica.maps[at];
    const company = interest as Companion;
    const known = viewer.known[at];
    const stamps = this.#stamps[at];
    const wanted = ++this.#stamp;
    const want = (slot: number) => {
      if (slot >= 0 && table.live[slot] === 1) stamps[slot] = wanted;
    };
    const own = viewer.seat < 0 ? -1 : (company.own?.(viewer.seat) ?? -1);
    const seen = of < 0 ? null : viewer.known[of];
    const slotOf = (i: number) => company.slotOf?.((seen as Known).slots[i]) ?? -1;
    for (const slot of company.everyone()) want(slot);
    want(own);
    if (seen !== null) for (let i = 0; i < seen.count; i++) want(slotOf(i));
    let others = false;
    for (let i = known.count - 1; i >= 0; i--) {
      const slot = known.slots[i];
      if (known.generations[i] === table.generation[slot] && stamps[slot] === wanted) stamps[slot] = -wanted;
      else {
        this.#remove(viewer, at, i);
        others = true;
      }
    }
    const take = (slot: number) => {
      if (slot < 0 || stamps[slot] !== wanted) return;
      stamps[slot] = -wanted;
      this.#add(viewer, at, slot);
      others = true;
    };
    take(own);
    if (seen !== null) for (let i = 0; i < seen.count; i++) take(slotOf(i));
    for (const slot of company.everyone()) take(slot);
    return others;
  }

  #add(viewer: Viewer, at: number, slot: number): void {
    const { table } = this.#replica.maps[at];
    const leftovers = viewer.leftovers[at];
    viewer.known[at].push(slot, table.generation[slot], ALL);
    if (leftovers?.has(slot)) {
      leftovers.remove(slot);
      return;
    }
    this.#enterMap(at);
    const { out } = this;
    out.u8(OPERATION.add);
    out.count(slot);
    out.text(table.keys[slot]);
    out.count(table.refOf(slot));
  }

  #remove(viewer: Viewer, at: number, index: number): void {
    const { table, interest } = this.#replica.maps[at];
    const list = viewer.known[at];
    const slot = list.slots[index];
    const lives = table.generation[slot] - list.generations[index];
    list.removeAt(index);
    const leftovers = viewer.leftovers[at];
    // Gone out of view, or ended once, in time: with more behind it, nobody knows.
    const known = lives === 0 ? endsSoon(interest, slot) : lives <= 2 && table.endedAsKnown[slot] === 1;
    if (leftovers !== null && known) {
      if (leftovers.count >= LEFTOVERS_MOST) this.#clearLeftovers(viewer, at);
      leftovers.add(slot);
    } else this.#delete(at, slot);
  }

  #clearLeftovers(viewer: Viewer, at: number): void {
    viewer.leftovers[at]?.each((slot) => this.#delete(at, slot));
    viewer.leftovers[at]?.clear();
  }

  #delete(at: number, slot: number): void {
    this.#enterMap(at);
    this.out.u8(OPERATION.delete);
    this.out.count(slot);
  }

  #enterMap(at: number): void {
    if (this.#inMap === at) return;
    this.#inMap = at;
    this.out.u8(SWITCH_TO);
    this.out.count(this.#replica.maps[at].refId);
  }
}

function endsSoon(interest: Near | Companion, slot: number): boolean {
  return interest.by === "place" && interest.endsSoon?.(slot) === true;
}
