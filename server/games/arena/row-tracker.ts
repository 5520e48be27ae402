import { growArray } from "../../../shared/table.ts";
import type { RecordTable } from "../../replication/record-table.ts";

/** The columns of a world's table that identify the entity of each slot. */
interface Entities {
  readonly high: number;
  readonly live: Uint8Array;
  readonly id: Int32Array;
}

/** Writes the rows of one table of the world. */
interface RowWriter {
  /** Sets all fields of a new entity. */
  create(slot: number, table: RecordTable): void;
  /** Updates an entity that was there before. Without it, records never change. */
  update?(slot: number, table: RecordTable): void;
  /** Whether clients compute by themselves that the slot's entity ended. Without it, they do not. */
  endedAsKnown?(slot: number): boolean;
  /** An entity's key in the map; by default its id. */
  key?(slot: number): string;
}

/**
 * Keeps records in sync with a table's rows, slot by slot. A slot may hold another entity than at the last write: then the old
 * record closes and a new one opens.
 */
export class RowTracker {
  readonly #entities: Entities;
  readonly #writer: RowWriter;
  /** By slot: the entity written, 0 for none. */
  #ids: Int32Array = new Int32Array(0);
  /** Slots at and past this one were never written. */
  #high = 0;

  constructor(entities: Entities, writer: RowWriter) {
    this.#entities = entities;
    this.#writer = writer;
  }

  write(table: RecordTable): void {
    const { live, id, high } = this.#entities;
    const writer = this.#writer;
    if (live.length > this.#ids.length) this.#ids = growArray(this.#ids, live.length);
    for (let slot = 0; slot < Math.max(high, this.#high); slot++) {
      const now = live[slot] === 1 ? id[slot] : 0;
      const before = this.#ids[slot];
      if (now !== before) this.#replace(slot, before, now, table);
      else if (now !== 0) writer.update?.(slot, table);
    }
    this.#high = high;
  }

  #replace(slot: number, before: number, now: number, table: RecordTable): void {
    if (before !== 0) table.close(slot, this.#writer.endedAsKnown?.(slot) ?? false);
    this.#ids[slot] = now;
    if (now === 0) return;
    table.open(slot, this.#writer.key?.(slot) ?? String(now));
    this.#writer.create(slot, table);
  }
}
