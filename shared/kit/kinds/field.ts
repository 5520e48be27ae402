/** Whose clients receive a column: nobody's, those of the row's seat, or everyone's. */
export type Visibility = "private" | "own" | "public";

/** The type and the bounds of one field: plain data. */
export type Spec =
  | { readonly kind: "int"; readonly low: number; readonly high: number; readonly initial: number }
  | { readonly kind: "flag" }
  | { readonly kind: "oneOf"; readonly names: readonly string[] }
  /** From `low` to the rules' last seat; becomes an int when the rules are defined. */
  | { readonly kind: "seat"; readonly low: -1 | 0 }
  | { readonly kind: "text"; readonly maxBytes: number }
  | { readonly kind: "list"; readonly most: number; readonly of: AnyField }
  | { readonly kind: "array"; readonly length: number; readonly of: AnyField }
  | { readonly kind: "record"; readonly fields: Fields }
  /** Used by the kit itself: uint32s in an Int32Array, a value or null, and rows of seats and of tables. */
  | { readonly kind: "words"; readonly count: number }
  | { readonly kind: "optional"; readonly of: AnyField }
  | { readonly kind: "perSeat"; readonly length: number; readonly of: AnyField }
  | { readonly kind: "rows"; readonly capacity: number; readonly fields: Fields };

export type Kind = Spec["kind"];
export type SpecOf<K extends Kind> = Extract<Spec, { readonly kind: K }>;

/** One field of a world, a row, a command, an event or a config. Private unless said otherwise. */
export class Field<T, V extends Visibility = Visibility> {
  /** For types only. */
  declare readonly VALUE: T;
  readonly spec: Spec;
  readonly visibility: V;

  constructor(spec: Spec, visibility: V) {
    this.spec = spec;
    this.visibility = visibility;
  }

  /**
   * Only the holder of the row's seat receives this column: in `perSeat` rows, and in `rows` with a column `seat`. Of an
   * event: only this seat receives the event.
   */
  own(): Field<T, "own"> {
    return new Field<T, "own">(this.spec, "own");
  }

  /** Every client receives this column. */
  public(): Field<T, "public"> {
    return new Field<T, "public">(this.spec, "public");
  }
}

export type AnyField = Field<unknown>;
export type Fields = { readonly [name: string]: AnyField };

const hidden = <T>(spec: Spec) => new Field<T, "private">(spec, "private");

/** A whole number. @param initial default: 0 where that is within the bounds, else `low` */
export function int(low: number, high: number, initial: number = low <= 0 && high >= 0 ? 0 : low) {
  return hidden<number>({ kind: "int", low, high, initial });
}

export const flag = () => hidden<boolean>({ kind: "flag" });

/** One of these names, a small number in the bytes. Starts as the first. */
export function oneOf<const Names extends readonly string[]>(...names: Names) {
  return hidden<Names[number]>({ kind: "oneOf", names });
}

/** A tick of the room; 0, as the start, where there is none. */
export const tick = () => int(0, 0xffff_ffff);

/** A seat of these rules, from 0. */
export const seatNumber = () => hidden<number>({ kind: "seat", low: 0 });

/** A seat of these rules, or −1; starts as −1. */
export const seatOrNobody = () => hidden<number>({ kind: "seat", low: -1 });

/** Text of well-formed Unicode. @param maxBytes in UTF-8 */
export const text = (maxBytes: number) => hidden<string>({ kind: "text", maxBytes });

/** Up to `most` values; starts empty. */
export function list<T>(most: number, of: Field<T, "private">) {
  return hidden<T[]>({ kind: "list", most, of });
}

/** Exactly `length` values. */
export function array<T>(length: number, of: Field<T, "private">) {
  return hidden<T[]>({ kind: "array", length, of });
}

/** A value for each cell, row by row: `cells[y * width + x]`. */
export function grid<T>(width: number, height: number, of: Field<T, "private">) {
  return array(width * height, of);
}

/** Several fields as one value, for lists and arrays of them. */
export function record<F extends Fields>(fields: F) {
  return hidden<Values<F>>({ kind: "record", fields });
}

/** The kit's own kinds. */
export const words = (count: number) => hidden<Int32Array>({ kind: "words", count });
export const optional = <T>(of: Field<T>) => hidden<T | null>({ kind: "optional", of });

/** Values of fields by their names. */
export type Values<F> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** The rows of seats: `world.riders[seat].x`. */
export class PerSeat<F extends Fields> {
  readonly kind = "perSeat";
  readonly columns: F;

  constructor(columns: F) {
    this.columns = columns;
  }
}

/** A row for each seat, from start to end; it starts anew when its seat is taken and when it is left. */
export const perSeat = <F extends Fields>(columns: F) => new PerSeat(columns);

/** Rows that come and go. */
export class RowTable<F extends Fields> {
  readonly kind = "rows";
  readonly capacity: number;
  readonly columns: F;

  constructor(capacity: number, columns: F) {
    this.capacity = capacity;
    this.columns = columns;
  }
}

/** Rows that the game adds and removes, at most `capacity` at a time; see {@link Rows}. */
export const rows = <F extends Fields>(capacity: number, columns: F) => new RowTable(capacity, columns);

/** Fields of a world: its own, and its tables. */
export type WorldFields = { readonly [name: string]: AnyField | PerSeat<Fields> | RowTable<Fields> };
