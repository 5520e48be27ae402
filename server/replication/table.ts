import { lengthened } from "../../shared/table.ts";
import { type Field, readClass, type SchemaClass } from "./fields.ts";
import { Out } from "./out.ts";

const ALL = -1;
/** What was done to a slot: of one whose object ended, another may have begun. */
export const TOUCHED = { not: 0, changed: 1, ended: 2 } as const;

/** Objects that a table has room for as soon as there is one. */
const FIRST_SLOTS = 16;
const NONE = new Int32Array(0);

/**
 * The newest values of all objects of one schema class, by slot, and what of them changed since the last patch. Whoever
 * sees an object is sent the same bytes, so they are made once.
 */
export class RecordTable {
  readonly fields: readonly Field[];
  /** Columns by the names of the class's fields, for {@link set}. */
  readonly columns: Readonly<Record<string, number>>;
  readonly capacity: number;
  /** 1 where an object lives. */
  readonly live: Uint8Array;
  /** Slots at and past this one were never used. */
  high = 0;
  /** Raised when a slot is given to another object. Of slots that were used, as all that follows. */
  generation = NONE;
  /** Fields that changed since the last patch, by slot, as bits. */
  dirty = NONE;
  /** By slot: what was done since the last patch, a value of {@link TOUCHED}: all that frames have to look at. */
  touched = new Uint8Array(0);
  /**
   * Fields among those that whoever was told everything before this patch works out alone, by slot; and those that such
   * clients have worked out since they were last told, and therefore not in their own state. See {@link renew}.
   */
  #spared = NONE;
  #stale = NONE;
  /** Whether the slot's last object ended as clients could compute, see {@link close}. */
  endedAsKnown = new Uint8Array(0);
  readonly keys: string[] = [];
  /** Slots opened since the last patch. */
  readonly opened: number[] = [];
  /** Whether any object changed or ended since the last patch. */
  changed = false;
  readonly #masks = new WeakMap<readonly string[], number>();
  readonly #numbers: (Int32Array | null)[];
  readonly #texts: (string[] | null)[];
  readonly #changes = new Out(0);
  readonly #whole = new Out(0);
  #changeAt = NONE;
  #wholeAt = NONE;
  #changeLength = NONE;
  #wholeLength = NONE;
  /** Where anything was done. */
  readonly touchedSlots: number[] = [];
  readonly #wholeSlots: number[] = [];

  constructor(type: SchemaClass, capacity: number) {
    this.fields = readClass(type).fields;
    if (this.fields.length > 31) throw new RangeError(`${type.name}: ${this.fields.length} fields, at most 31`);
    this.columns = Object.fromEntries(this.fields.map(({ name }, column) => [name, column]));
    this.capacity = capacity;
    this.live = new Uint8Array(capacity);
    this.#numbers = this.fields.map(({ isText }) => (isText ? null : NONE));
    this.#texts = this.fields.map(({ isText }) => (isText ? [] : null));
  }

  /** Fields as a mask; worked out once for each list, which is not to change. */
  maskOf(names: readonly string[]): number {
    let mask = this.#masks.get(names);
    if (mask === undefined) {
      mask = names.reduce((of, name) => of | (1 << this.columns[name]), 0);
      this.#masks.set(names, mask);
    }
    return mask;
  }

  /** A new object; all of its fields are to be set. @param key in its map */
  open(slot: number, key: string): void {
    if (slot >= this.generation.length) this.#makeRoom(slot + 1);
    this.live[slot] = 1;
    this.generation[slot]++;
    this.keys[slot] = key;
    this.high = Math.max(this.high, slot + 1);
    this.opened.push(slot);
    this.#touch(slot, ALL);
  }

  #makeRoom(slots: number): void {
    const room = Math.min(this.capacity, Math.max(slots, 2 * this.generation.length, FIRST_SLOTS));
    this.generation = lengthened(this.generation, room);
    this.dirty = lengthened(this.dirty, room);
    this.touched = lengthened(this.touched, room);
    this.endedAsKnown = lengthened(this.endedAsKnown, room);
    this.#spared = lengthened(this.#spared, room);
    this.#stale = lengthened(this.#stale, room);
    this.#changeAt = lengthened(this.#changeAt, room);
    this.#wholeAt = lengthened(this.#wholeAt, room);
    this.#changeLength = lengthened(this.#changeLength, room);
    this.#wholeLength = lengthened(this.#wholeLength, room);
    for (const [column, numbers] of this.#numbers.entries())
      if (numbers !== null) this.#numbers[column] = lengthened(numbers, room);
    for (const texts of this.#texts) if (texts !== null) while (texts.length < room) texts.push("");
  }

  /** @param asKnown clients can compute that it is over, so nobody is told */
  close(slot: number, asKnown = false): void {
    this.live[slot] = 0;
    this.generation[slot]++;
    this.endedAsKnown[slot] = asKnown ? 1 : 0;
    this.#touch(slot, 0);
    this.touched[slot] = TOUCHED.ended;
  }

  /** @param value an integer, or 0 and 1 for a flag; uint32 may be given as int32 */
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

  /** Sets every field to nothing. */
  clear(slot: number): void {
    for (let column = 0; column < this.fields.length; column++)
      if (this.fields[column].isText) this.setText(slot, column, "");
      else this.set(slot, column, 0);
  }

  /**
   * Fields that belong together get values of this patch, before or after this call. Once a patch for each object.
   *
   * @param spare of them, those which clients that were told everything before this patch work out from what else it tells;
   * only others are told these
   */
  renew(slot: number, spare = 0): void {
    this.#spared[slot] |= spare;
    this.#touch(slot, this.#stale[slot]);
  }

  /** What of an object is told to whoever was told everything before this patch, as bits. */
  news(slot: number): number {
    return this.dirty[slot] & ~this.#spared[slot];
  }

  number(slot: number, column: number): number {
    return (this.#numbers[column] as Int32Array)[slot];
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

  /** Forgets what changed: everyone has been told, or it is kept for them. */
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

  /** Writes what is new of an object: the same bytes for everyone who was told everything before this patch. */
  writeChanges(slot: number, out: Out): void {
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
   * Writes an object to whoever knows nothing of it: the same bytes for everyone who comes to see it with this patch.
   *
   * @param without fields that are left out; always the same ones
   */
  writeNew(slot: number, without: number, out: Out): void {
    if (this.#wholeLength[slot] === 0) {
      this.#wholeAt[slot] = this.#whole.at;
      this.writeFields(slot, this.#filled(slot) & ~without, this.#whole);
      this.#wholeLength[slot] = this.#whole.at - this.#wholeAt[slot];
      this.#wholeSlots.push(slot);
    }
    out.copy(this.#whole.bytes, this.#wholeAt[slot], this.#wholeLength[slot]);
  }

  /** Fields that are not empty: clients take for 0, "" or false what they were not told. */
  #filled(slot: number): number {
    let mask = 0;
    for (let column = 0; column < this.fields.length; column++) {
      const filled =
        this.#texts[column] === null ? this.number(slot, column) !== 0 : this.#texts[column]?.[slot] !== "";
      if (filled) mask |= 1 << column;
    }
    return mask;
  }

  /** Writes the fields of a mask. */
  writeFields(slot: number, mask: number, out: Out): void {
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
