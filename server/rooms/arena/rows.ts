import type { MapSchema } from "@colyseus/schema";

/** The parts of a table that say which entity lives in which slot. */
interface Entities {
  readonly capacity: number;
  readonly high: number;
  readonly live: Uint8Array;
  readonly id: Int32Array;
}

/**
 * Keeps a map of records, keyed by entity id, equal to a table's rows. A slot may hold another entity than at the last
 * write; each entity's record is made when it appears and dropped when it is gone.
 */
export class Rows<Row> {
  readonly #table: Entities;
  readonly #map: MapSchema<Row>;
  readonly #create: (slot: number) => Row;
  readonly #update: ((row: Row, slot: number) => void) | null;
  /** By slot: the entity written, 0 for none, and its record. */
  readonly #ids: Int32Array;
  readonly #records: (Row | undefined)[] = [];
  /** Slots at and past this one were never written. */
  #high = 0;

  /** @param update called for every row that was there before; null where a record never changes */
  constructor(
    table: Entities,
    map: MapSchema<Row>,
    create: (slot: number) => Row,
    update: ((row: Row, slot: number) => void) | null,
  ) {
    this.#table = table;
    this.#map = map;
    this.#create = create;
    this.#update = update;
    this.#ids = new Int32Array(table.capacity);
  }

  write(): void {
    const { live, id, high } = this.#table;
    for (let slot = 0; slot < Math.max(high, this.#high); slot++) {
      const now = live[slot] === 1 ? id[slot] : 0;
      const before = this.#ids[slot];
      if (now !== before) this.#replace(slot, before, now);
      else if (now !== 0) this.#update?.(this.#records[slot] as Row, slot);
    }
    this.#high = high;
  }

  #replace(slot: number, before: number, now: number): void {
    if (before !== 0) this.#map.delete(String(before));
    const record = now === 0 ? undefined : this.#create(slot);
    if (record !== undefined) this.#map.set(String(now), record);
    this.#ids[slot] = now;
    this.#records[slot] = record;
  }
}
