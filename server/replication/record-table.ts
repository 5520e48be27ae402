import { growArray } from "../../shared/table.ts";
import { type EntryType, type Field, fieldsOf, TEXT_ENTRIES } from "./schema-fields.ts";
import { SchemaWriter } from "./schema-writer.ts";

const ALL = -1;
/** Change of a slot. After `ended`, another object may have begun in it. */
export const TOUCHED = { not: 0, changed: 1, ended: 2 } as const;

/** Initial capacity of a table that gets its first object. */
const INITIAL_SLOTS = 16;
const NO_SLOTS = new Int32Array(0);

/**
 * The current values of all objects of one schema class, by slot, and their changes since the last patch. All viewers
 * of an object get the same bytes, so they are encoded once. The entries of a map of texts count as objects with one field.
 */
export class RecordTable {
  readonly fields: readonly Field[];
  /** Whether clients have a text in place of each object. */
  readonly hasTexts: boolean;
  /** Columns by field name, for {@link set}. */
  readonly columns: Readonly<Record<string, number>>;
  readonly capacity: number;
  /** 1: an object lives in the slot. */
  readonly live: Uint8Array;
  /** Slots from this one on were never used. */
  high = 0;
  /** Rises when a slot's object begins or ends. Like all columns below, it covers used slots only. */
  generation = NO_SLOTS;
  /** Bit mask of fields changed since the last patch, by slot. */
  dirty = NO_SLOTS;
  /** A value of {@link TOUCHED} by slot: frames skip untouched slots. */
  touched = new Uint8Array(0);
  /**
   * By slot, bit masks: changed fields that up-to-date clients compute themselves; and fields that such clients have
   * computed since they were last sent, so that their own state does not show them. See {@link renew}.
   */
  #spared = NO_SLOTS;
  #stale = NO_SLOTS;
  /** Whether clients could compute the end of the slot's last object, see {@link close}. */
  endedAsKnown = new Uint8Array(0);
  readonly keys: string[] = [];
  /** Slots opened since the last patch. */
  readonly opened: number[] = [];
  /** Whether any object changed or ended since the last patch. */
  changed = false;
  readonly #masks = new WeakMap<readonly string[], number>();
  readonly #numbers: (Int32Array | null)[];
  readonly #texts: (string[] | null)[];
  readonly #changes = new SchemaWriter(0);
  readonly #whole = new SchemaWriter(0);
  #changeAt = NO_SLOTS;
  #wholeAt = NO_SLOTS;
  #changeLength = NO_SLOTS;
  #wholeLength = NO_SLOTS;
  /** Slots touched since the last patch. */
  readonly touchedSlots: number[] = [];
  readonly #wholeSlots: number[] = [];

  constructor(type: EntryType, capacity: number) {
    this.hasTexts = type === TEXT_ENTRIES;
    this.fields = fieldsOf(type);
    if (type !== TEXT_ENTRIES && this.fields.length > 31)
      throw new RangeError(`${type.name}: ${this.fields.length} fields, at most 31`);
    this.columns = Object.fromEntries(this.fields.map(({ name }, column) => [name, column]));
    this.capacity = capacity;
    this.live = new Uint8Array(capacity);
    this.#numbers = this.fields.map(({ isText }) => (isText ? null : NO_SLOTS));
    this.#texts = this.fields.map(({ isText }) => (isText ? [] : null));
  }

  /** The bit mask of some fields. Cached by list, which must not change. */
  maskOf(names: readonly string[]): number {
    let mask = this.#masks.get(names);
    if (mask === undefined) {
      mask = names.reduce((all, name) => all | (1 << this.columns[name]), 0);
      this.#masks.set(names, mask);
    }
    return mask;
  }

  /** Begins an object; the caller must then set all fields. @param key in its map */
  open(slot: number, key: string): void {
    if (slot >= this.generation.length) this.#grow(slot + 1);
    this.live[slot] = 1;
    this.generation[slot]++;
    this.keys[slot] = key;
    this.high = Math.max(this.high, slot + 1);
    this.opened.push(slot);
    this.#touch(slot, ALL);
  }

  #grow(slots: number): void {
    const room = Math.min(this.capacity, Math.max(slots, 2 * this.generation.length, INITIAL_SLOTS));
    this.generation = growArray(this.generation, room);
    this.dirty = growArray(this.dirty, room);
    this.touched = growArray(this.touched, room);
    this.endedAsKnown = growArray(this.endedAsKnown, room);
    this.#spared = growArray(this.#spared, room);
    this.#stale = growArray(this.#stale, room);
    this.#changeAt = growArray(this.#changeAt, room);
    this.#wholeAt = growArray(this.#wholeAt, room);
    this.#changeLength = growArray(this.#changeLength, room);
    this.#wholeLength = growArray(this.#wholeLength, room);
    for (const [column, numbers] of this.#numbers.entries())
      if (numbers !== null) this.#numbers[column] = growArray(numbers, room);
    for (const texts of this.#texts) if (texts !== null) while (texts.length < room) texts.push("");
  }

  /** Ends an object. @param asKnown clients can compute the end, so it is not sent */
  close(slot: number, asKnown = false): void {
    this.live[slot] = 0;
    this.generation[slot]++;
    this.endedAsKnown[slot] = asKnown ? 1 : 0;
    this.#touch(slot, 0);
    this.touched[slot] = TOUCHED.ended;
  }

  /** @param value an integer, or 0 or 1 for a flag; uint32 may be passed as int32 */
  set(slot: number, column: number, value: number): void {
    const numbers = this.#numbers[column] as Int32Array;
    const next = value | 0;
    if (numbers[slot] === next) return;
    numbers[slot] = next;
    this.#touch(slot, 1 << column);
  }

  setText(slot: number, column: number, value: string): void {
    const texts = this.#texts[column] as string[];
    if (texts[slot] === value) return;
    texts[slot] = value;
    this.#touch(slot, 1 << column);
  }

  /** Sets every field to its default. */
  clear(slot: number): void {
    for (let column = 0; column < this.fields.length; column++)
      if (this.fields[column].isText) this.setText(slot, column, "");
      else this.set(slot, column, 0);
  }

  /**
   * Marks an object whose related fields all get new values in this patch, before or after this call. Call it at most
   * once per object and patch.
   *
   * @param spare the fields that up-to-date clients compute from the rest; only other clients are sent these
   */
  renew(slot: number, spare = 0): void {
    this.#spared[slot] |= spare;
    this.#touch(slot, this.#stale[slot]);
  }

  /** Bit mask of the fields that up-to-date clients are sent in this patch. */
  news(slot: number): number {
    return this.dirty[slot] & ~this.#spared[slot];
  }

  number(slot: number, column: number): number {
    return (this.#numbers[column] as Int32Array)[slot];
  }

  text(slot: number, column: number): string {
    return (this.#texts[column] as string[])[slot];
  }

  #touch(slot: number, mask: number): void {
    if (this.touched[slot] === TOUCHED.not) {
      this.touchedSlots.push(slot);
      this.touched[slot] = TOUCHED.changed;
    }
    this.dirty[slot] |= mask;
    this.#wholeLength[slot] = 0;
    this.changed = true;
  }

  /** Clears the changes after every client has been sent them or owes them. */
  settle(): void {
    for (const slot of this.touchedSlots) {
      this.#stale[slot] = (this.#stale[slot] & ~this.dirty[slot]) | (this.dirty[slot] & this.#spared[slot]);
      this.dirty[slot] = this.#spared[slot] = this.touched[slot] = 0;
      this.#changeLength[slot] = 0;
    }
    for (const slot of this.#wholeSlots) this.#wholeLength[slot] = 0;
    this.touchedSlots.length = this.#wholeSlots.length = this.opened.length = 0;
    this.#changes.at = this.#whole.at = 0;
    this.changed = false;
  }

  /** Writes an object's changes: the same bytes for all up-to-date clients. */
  writeChanges(slot: number, out: SchemaWriter): void {
    const news = this.news(slot);
    if (news === 0) return;
    if (this.#changeLength[slot] === 0) {
      this.#changeAt[slot] = this.#changes.at;
      this.writeFields(slot, news, this.#changes);
      this.#changeLength[slot] = this.#changes.at - this.#changeAt[slot];
    }
    out.copy(this.#changes.bytes, this.#changeAt[slot], this.#changeLength[slot]);
  }

  /**
   * Writes an object for clients that do not know it: the same bytes for all in this patch.
   *
   * @param without fields to leave out; always the same ones
   */
  writeNew(slot: number, without: number, out: SchemaWriter): void {
    if (this.#wholeLength[slot] === 0) {
      this.#wholeAt[slot] = this.#whole.at;
      this.writeFields(slot, this.#filled(slot) & ~without, this.#whole);
      this.#wholeLength[slot] = this.#whole.at - this.#wholeAt[slot];
      this.#wholeSlots.push(slot);
    }
    out.copy(this.#whole.bytes, this.#wholeAt[slot], this.#wholeLength[slot]);
  }

  /** Bit mask of fields with a value; clients assume 0, "" or false for the others. */
  #filled(slot: number): number {
    let mask = 0;
    for (let column = 0; column < this.fields.length; column++) {
      const filled =
        this.#texts[column] === null ? this.number(slot, column) !== 0 : this.#texts[column]?.[slot] !== "";
      if (filled) mask |= 1 << column;
    }
    return mask;
  }

  /** Writes the fields of a bit mask. */
  writeFields(slot: number, mask: number, out: SchemaWriter): void {
    for (let column = 0; column < this.fields.length; column++) {
      if ((mask & (1 << column)) === 0) continue;
      const field = this.fields[column];
      out.u8(field.index);
      const texts = this.#texts[column];
      if (texts === null) field.write(out, (this.#numbers[column] as Int32Array)[slot]);
      else out.text(texts[slot]);
    }
  }
}
