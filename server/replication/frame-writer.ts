import type { ByteWriter } from "../../shared/codec/bytes.ts";
import { LogWriter } from "./change-log.ts";
import { ClientLedger } from "./client-ledger.ts";
import { TOUCHED } from "./record-table.ts";
import type { Replica } from "./replica.ts";
import { RowWriter } from "./row-writer.ts";
import { SchemaWriter } from "./schema-writer.ts";
import { ALL_FIELDS, NEW_ROW, ViewSets } from "./view-sets.ts";
import type { Viewer } from "./viewer.ts";

/** Bytes of the schema protocol. */
const ADD = 128;
const SWITCH_TO = 255;

/** Shared by all rooms: each frame is sent before the next one is begun. */
const frameBuffer = new SchemaWriter(65_536);

/**
 * Writes one client's share of a replica in the schema protocol, for the stock decoder: objects that enter its view as
 * a whole, changes of those it has, and removals.
 */
export class FrameWriter {
  readonly #replica: Replica;
  readonly #rows: RowWriter;
  readonly #views: ViewSets;
  /** By map: whether the viewer's set of objects has changed. */
  readonly #viewChanged: boolean[] = [];
  /** By map: slots that this frame sends with more than their changes. */
  readonly #resent: readonly number[][];
  /** Scratch list: slots of changed objects, then their places among the viewer's objects. */
  readonly #places: number[] = [];
  /** The root's changes, encoded for viewers that are up to date. */
  readonly #root = new SchemaWriter(256);
  readonly #log: LogWriter | null;
  readonly out = frameBuffer;
  readonly ledger: ClientLedger;
  /** Number of changes deferred so far for lack of bytes. */
  deferred = 0;

  /** @param halfWidthPx half the side of the square that contains most objects */
  constructor(replica: Replica, halfWidthPx: number) {
    this.#replica = replica;
    this.ledger = new ClientLedger(replica);
    this.#rows = new RowWriter(replica, this.out);
    this.#views = new ViewSets(replica, this.ledger, this.#rows, this.out, halfWidthPx);
    this.#resent = replica.maps.map(() => []);
    this.#log = replica.log === undefined ? null : new LogWriter(replica.log.changes, replica.log.refId, this.out);
  }

  /** Begins a patch, after objects have moved and changed. */
  begin(): void {
    const { root, maps } = this.#replica;
    this.#root.at = 0;
    root.writeFields(0, root.dirty[0], this.#root);
    this.#log?.begin();
    this.#views.rebuildIndexes();
    const { changed, ended, subscribers } = this.ledger;
    for (let at = 0; at < maps.length; at++) {
      const { touched, touchedSlots } = maps[at].table;
      changed[at].clearAll();
      ended[at].clearAll();
      for (const slot of touchedSlots)
        subscribers[at].addToChains(slot, touched[slot] === TOUCHED.ended ? ended[at] : changed[at]);
    }
  }

  /** Writes the full state, and resets everything known about the viewer. */
  writeState(viewer: Viewer, protocol: number): Uint8Array {
    const { out } = this;
    const { root, own, ownField, ownRef, maps, emptyMaps, log } = this.#replica;
    viewer.reset();
    this.ledger.resetClient(viewer.row);
    this.#views.resync = true;
    out.at = 0;
    out.u8(protocol);
    root.writeFields(0, ALL_FIELDS, out);
    for (const { index, refId } of [...maps, ...emptyMaps, ...(log === undefined ? [] : [log])]) {
      out.u8(ADD | index);
      out.count(refId);
    }
    if (own !== null && ownField !== null && viewer.seat >= 0) {
      out.u8(ADD | ownField.index);
      out.count(ownRef);
      viewer.ownOwed = ALL_FIELDS;
      this.#own(viewer);
    }
    for (let at = 0; at < maps.length; at++) {
      this.#rows.endMap();
      this.#rows.clear(at);
      this.#map(viewer, at, true, Number.POSITIVE_INFINITY);
    }
    this.#log?.write(viewer);
    this.#views.resync = false;
    return out.written;
  }

  /**
   * Writes the changes since the last patch.
   *
   * @param fullSearch search the viewer's surroundings anew
   * @param allowance approximate size limit, bytes; the rest stays owed, but removals are always written
   * @param least bytes reserved for the first map even if the allowance is used up
   * @param events the viewer's encoded events; null: none
   */
  writePatch(
    viewer: Viewer,
    protocol: number,
    fullSearch: boolean,
    allowance: number,
    least: number,
    events: ByteWriter | null,
  ): Uint8Array {
    const { out } = this;
    const { root, maps } = this.#replica;
    out.at = 0;
    out.u8(protocol);
    if (viewer.rootOwed === 0) out.copy(this.#root.bytes, 0, this.#root.at);
    else root.writeFields(0, root.dirty[0] | viewer.rootOwed, out);
    viewer.rootOwed = 0;
    if (events !== null) {
      out.u8(this.#replica.eventsIndex);
      out.packed(events);
    }
    if (viewer.seat >= 0) this.#own(viewer);
    const firstMapAllowance = Math.max(allowance, out.at + least);
    for (let at = 0; at < maps.length; at++) {
      this.#rows.endMap();
      this.#map(viewer, at, fullSearch, at === 0 ? firstMapAllowance : allowance);
    }
    this.#log?.write(viewer);
    return out.written;
  }

  /** Records this patch's changes as owed to a viewer that is not sent anything now. */
  recordOwed(viewer: Viewer): void {
    const { root, own, maps } = this.#replica;
    viewer.rootOwed |= root.dirty[0];
    if (own !== null && viewer.seat >= 0) viewer.ownOwed |= own.dirty[viewer.seat];
    this.#log?.skip(viewer);
    const { row } = viewer;
    for (let at = 0; at < maps.length; at++) {
      const known = this.ledger.known[at];
      const { table } = maps[at];
      this.ledger.offers[at].clear(row);
      for (let i = this.ledger.changed[at].read(row, this.#places) - 1; i >= 0; i--) {
        const slot = this.#places[i];
        const place = known.find(row, slot);
        if (place < 0 || known.generations[place] !== table.generation[slot]) continue;
        known.owed[place] |= table.dirty[slot];
        known.behind[row] = 1;
      }
    }
  }

  /** Writes what the viewer does not know of its seat's own object; while that is another's, it stays owed. */
  #own(viewer: Viewer): void {
    const { own, ownRef, ownerOf } = this.#replica;
    const { seat, epoch, ownOwed } = viewer;
    if (own === null || (ownerOf?.(seat) ?? epoch) !== epoch) return;
    const mask = ownOwed === 0 ? own.news(seat) : own.dirty[seat] | ownOwed;
    viewer.ownOwed = 0;
    if (mask === 0) return;
    this.out.u8(SWITCH_TO);
    this.out.count(ownRef);
    own.writeFields(seat, mask, this.out);
  }

  #map(viewer: Viewer, at: number, fullSearch: boolean, allowance: number): void {
    const { table, interest, of } = this.#replica.maps[at];
    const { row } = viewer;
    const { changed, ended, offers, known, handles } = this.ledger;
    const views = this.#views;
    const behind = known[at].behind[row] === 1;
    this.#resent[at].length = 0;
    this.#viewChanged[at] = false;
    const searching = fullSearch && interest.by === "place";
    const companionsStale =
      interest.by === "company" && (fullSearch || table.opened.length > 0 || this.#viewChanged[of]);
    const isQuiet = !changed[at].has(row) && !ended[at].has(row) && !offers[at].has(row);
    if (!searching && !companionsStale && !behind && isQuiet) return;
    if (searching) this.#viewChanged[at] = views.searchSurroundings(viewer, at, allowance);
    else if (companionsStale) this.#viewChanged[at] = views.updateRelated(viewer, at);
    else this.#viewChanged[at] = views.updateWithoutSearch(row, at, allowance);
    offers[at].clear(row);
    known[at].behind[row] = 0;
    const first = row * known[at].stride;
    const end = first + known[at].counts[row];
    if (searching || behind) for (let i = first; i < end; i++) this.#writeObject(row, at, i, allowance);
    else {
      const oldEnd = end - views.added;
      const count = this.#changedPlaces(row, at, oldEnd);
      for (let i = 0; i < count; i++) this.#writeObject(row, at, this.#places[i], allowance);
      for (let i = oldEnd; i < end; i++) this.#writeObject(row, at, i, allowance);
    }
    handles[at].endFrame(row);
  }

  /**
   * Finds the places of a viewer's changed objects, best first. @param end of the objects that it had before this patch
   */
  #changedPlaces(row: number, at: number, end: number): number {
    const places = this.#places;
    const known = this.ledger.known[at];
    const count = this.ledger.changed[at].read(row, places);
    let found = 0;
    for (let i = 0; i < count; i++) {
      const place = known.find(row, places[i]);
      if (place < 0 || place >= end) continue;
      let insertAt = found++;
      for (; insertAt > 0 && places[insertAt - 1] > place; insertAt--) places[insertAt] = places[insertAt - 1];
      places[insertAt] = place;
    }
    return found;
  }

  /** Writes what a client does not know yet of one of its objects, if it fits. */
  #writeObject(row: number, at: number, place: number, allowance: number): void {
    const { out } = this;
    const { table, interest, of, brief: briefFields } = this.#replica.maps[at];
    const known = this.ledger.known[at];
    const slot = known.slots[place];
    const owed = known.owed[place];
    if (owed === 0 && (table.touched[slot] === TOUCHED.not || table.news(slot) === 0)) return;
    if (owed !== ALL_FIELDS && owed !== NEW_ROW && out.at > allowance) {
      known.owed[place] = owed | table.dirty[slot];
      known.behind[row] = 1;
      this.deferred++;
      return;
    }
    known.owed[place] = 0;
    if (owed !== 0) this.#resent[at].push(slot);
    if (table.hasTexts) {
      this.#writeText(at, known.handles[place], slot, owed === ALL_FIELDS || owed === NEW_ROW);
      return;
    }
    this.#rows.beginObject(at, known.handles[place]);
    if (owed === 0) {
      table.writeChanges(slot, out);
      return;
    }
    const source = interest.by === "place" && !this.#views.resync ? interest.source : undefined;
    const brief = source === undefined ? 0 : briefFields;
    if (source !== undefined && this.#follows(row, of, source.slotOf(slot))) table.writeFields(slot, brief, out);
    else if (owed === NEW_ROW) table.writeNew(slot, brief, out);
    else table.writeFields(slot, (owed | table.dirty[slot]) & ~brief, out);
  }

  #writeText(at: number, handle: number, slot: number, isNew: boolean): void {
    const { table } = this.#replica.maps[at];
    const text = table.text(slot, 0);
    if (isNew) this.#rows.addText(at, handle, table.keys[slot], text);
    else this.#rows.replaceText(at, handle, text);
  }

  /** Whether a client knew everything of an object before this patch. @param slot −1: no object */
  #follows(row: number, at: number, slot: number): boolean {
    if (slot < 0 || this.#resent[at].includes(slot)) return false;
    const known = this.ledger.known[at];
    const place = known.find(row, slot);
    return (
      place >= 0 &&
      known.owed[place] === 0 &&
      known.generations[place] === this.#replica.maps[at].table.generation[slot]
    );
  }
}
