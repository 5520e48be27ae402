import type { ByteWriter } from "../../shared/codec/bytes.ts";
import { Ledger } from "./ledger.ts";
import { Out } from "./out.ts";
import type { Replica } from "./replica.ts";
import { RowsOut } from "./rows-out.ts";
import { TOUCHED } from "./table.ts";
import type { Viewer } from "./viewer.ts";
import { ALL, NEW, Views } from "./views.ts";

/** Bytes of the schema protocol. */
const ADD = 128;
const SWITCH_TO = 255;

/** A frame has been given away before the next one is begun, of whichever room. */
const shared = new Out(65_536);

/**
 * Writes one client's share of a replica in the schema protocol, as the stock decoder reads it: objects that came into its
 * view whole, what changed of those it has, and which of them are gone.
 */
export class FrameWriter {
  readonly #replica: Replica;
  readonly #rows: RowsOut;
  readonly #views: Views;
  /** By map: whether the viewer has other objects than before. */
  readonly #others: boolean[] = [];
  /** By map: its objects that this frame tells of more than is new. */
  readonly #mended: readonly number[][];
  /** Where news of a map stand among the objects that the viewer has, and their slots before. */
  readonly #places: number[] = [];
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
    this.#rows = new RowsOut(replica, this.out);
    this.#views = new Views(replica, this.ledger, this.#rows, this.out, halfWidthPx);
    this.#mended = replica.maps.map(() => []);
  }

  /** A patch begins: objects have moved and changed. */
  begin(): void {
    const { root, maps } = this.#replica;
    this.#root.at = 0;
    root.writeFields(0, root.dirty[0], this.#root);
    this.#views.sort();
    const { news, ended, followers } = this.ledger;
    for (let at = 0; at < maps.length; at++) {
      const { touched, touchedSlots } = maps[at].table;
      news[at].clearAll();
      ended[at].clearAll();
      for (const slot of touchedSlots) followers[at].tell(slot, touched[slot] === TOUCHED.ended ? ended[at] : news[at]);
    }
  }

  /** The state from nothing. What the viewer was told before no longer counts. */
  state(viewer: Viewer, protocol: number): Uint8Array {
    const { out } = this;
    const { root, own, ownField, ownRef, maps, emptyMaps } = this.#replica;
    viewer.forget();
    this.ledger.forget(viewer.row);
    this.#views.resync = true;
    out.at = 0;
    out.u8(protocol);
    root.writeFields(0, ALL, out);
    for (const { index, refId } of [...maps, ...emptyMaps]) {
      out.u8(ADD | index);
      out.count(refId);
    }
    if (own !== null && ownField !== null && viewer.seat >= 0) {
      out.u8(ADD | ownField.index);
      out.count(ownRef);
      this.#own(viewer, ALL);
    }
    for (let at = 0; at < maps.length; at++) {
      this.#rows.leave();
      this.#rows.clear(at);
      this.#map(viewer, at, true, Number.POSITIVE_INFINITY);
    }
    this.#views.resync = false;
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
    events: ByteWriter | null,
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
    for (let at = 0; at < maps.length; at++) {
      this.#rows.leave();
      this.#map(viewer, at, look, at === 0 ? first : allowance);
    }
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
      for (let i = this.ledger.news[at].read(row, this.#places) - 1; i >= 0; i--) {
        const slot = this.#places[i];
        const place = known.find(row, slot);
        if (place < 0 || known.generations[place] !== table.generation[slot]) continue;
        known.owed[place] |= table.dirty[slot];
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
    const { news, ended, offers, known, handles } = this.ledger;
    const views = this.#views;
    const behind = known[at].behind[row] === 1;
    this.#mended[at].length = 0;
    this.#others[at] = false;
    const looks = look && interest.by === "place";
    const stale = interest.by === "company" && (look || table.opened.length > 0 || this.#others[of]);
    const isQuiet = !news[at].has(row) && !ended[at].has(row) && !offers[at].has(row);
    if (!looks && !stale && !behind && isQuiet) return;
    if (looks) this.#others[at] = views.lookAround(viewer, at, allowance);
    else if (stale) this.#others[at] = views.lookAtCompany(viewer, at);
    else this.#others[at] = views.keepUp(row, at, allowance);
    offers[at].clear(row);
    known[at].behind[row] = 0;
    const first = row * known[at].stride;
    const end = first + known[at].counts[row];
    if (looks || behind) for (let i = first; i < end; i++) this.#tell(row, at, i, allowance);
    else {
      const old = end - views.added;
      const count = this.#newsPlaces(row, at, old);
      for (let i = 0; i < count; i++) this.#tell(row, at, this.#places[i], allowance);
      for (let i = old; i < end; i++) this.#tell(row, at, i, allowance);
    }
    handles[at].settle(row);
  }

  /** Finds where the news of a viewer stand, best first. @param end where those that it had begin to end */
  #newsPlaces(row: number, at: number, end: number): number {
    const places = this.#places;
    const known = this.ledger.known[at];
    const count = this.ledger.news[at].read(row, places);
    let found = 0;
    for (let i = 0; i < count; i++) {
      const place = known.find(row, places[i]);
      if (place < 0 || place >= end) continue;
      let to = found++;
      for (; to > 0 && places[to - 1] > place; to--) places[to] = places[to - 1];
      places[to] = place;
    }
    return found;
  }

  /** Tells of one object that a client has: what it does not know yet, if that fits. */
  #tell(row: number, at: number, place: number, allowance: number): void {
    const { out } = this;
    const { table, interest, of, brief: briefFields } = this.#replica.maps[at];
    const known = this.ledger.known[at];
    const slot = known.slots[place];
    const owed = known.owed[place];
    if (owed === 0 && (table.touched[slot] === TOUCHED.not || table.news(slot) === 0)) return;
    if (owed !== ALL && owed !== NEW && out.at > allowance) {
      known.owed[place] = owed | table.dirty[slot];
      known.behind[row] = 1;
      this.deferred++;
      return;
    }
    this.#rows.object(at, known.handles[place]);
    known.owed[place] = 0;
    if (owed === 0) {
      table.writeChanges(slot, out);
      return;
    }
    this.#mended[at].push(slot);
    const source = interest.by === "place" && !this.#views.resync ? interest.source : undefined;
    const brief = source === undefined ? 0 : briefFields;
    if (source !== undefined && this.#follows(row, of, source.slotOf(slot))) table.writeFields(slot, brief, out);
    else if (owed === NEW) table.writeNew(slot, brief, out);
    else table.writeFields(slot, (owed | table.dirty[slot]) & ~brief, out);
  }

  /** Whether a client has known an object since before this patch, and everything of it. @param slot −1: no object */
  #follows(row: number, at: number, slot: number): boolean {
    if (slot < 0 || this.#mended[at].includes(slot)) return false;
    const known = this.ledger.known[at];
    const place = known.find(row, slot);
    return (
      place >= 0 &&
      known.owed[place] === 0 &&
      known.generations[place] === this.#replica.maps[at].table.generation[slot]
    );
  }
}
