import type { AnyRules, Column, TableColumns } from "../../kit/index.ts";
import { type FieldType, formatOf } from "./format.ts";
import { bitColumns, packedBits, packedField, type WireField } from "./row-format.ts";
import type { LoggedTable } from "./row-log.ts";
import { BEAT, ERA } from "./tick.ts";

/**
 * A map of the state with rows of one table: their public columns, for everyone, or their own columns, for the holder. Public
 * rows are in their map only where the table has no {@link LoggedTable}, or where clients receive those near them. Of `perSeat` rows that are published to within ε, the holder receives the public columns too, as they are, to predict from.
 */
export interface WireTable {
  /** The table in the world. */
  readonly name: string;
  readonly kind: TableColumns["kind"];
  readonly capacity: number;
  /** The field in the state. Names of the rules have no "_". */
  readonly field: string;
  readonly isOwn: boolean;
  /** Whether rows are sent only when clients' continuation is off: to within ε, or, of own rows, at all. */
  readonly isContinued: boolean;
  /** Whether the entries of the map are texts, each with all columns of a row, and not objects with fields. */
  readonly hasTexts: boolean;
  /** The fields of a row, or its text. One field may have several columns, and also the low part of the tick. */
  readonly fields: readonly WireField[];
  /**
   * The rest of a row's tick: of own rows, when one changed last; of continued rows, when one was published. Empty: rows have
   * no tick.
   */
  readonly tickFields: readonly WireField[];
}

/** All that clients receive of the worlds of some rules. */
export interface WireLayout {
  readonly root: readonly WireField[];
  /** Of the tick of the whole state. */
  readonly tickFields: readonly WireField[];
  readonly tables: readonly WireTable[];
  /**
   * Tables with rows that come and go, or are published as a whole, if all their public columns can be packed: their changes
   * go to everyone in one text a patch.
   */
  readonly logged: readonly LoggedTable[];
}

/** Fields of one object, as patches number them. */
const MAX_FIELDS = 28;
/** Rows of one map that each client may have. */
const MAX_ROWS = 16_384;

const layouts = new WeakMap<AnyRules, WireLayout>();

/**
 * What of a world goes to clients: public columns to everyone, own columns to the holder of their seat, private columns to
 * nobody (D12). Throws a RangeError or TypeError if a column cannot be sent, naming it.
 */
export function wireLayout(rules: AnyRules): WireLayout {
  const layout = layouts.get(rules) ?? newLayout(rules);
  layouts.set(rules, layout);
  return layout;
}

function checkCount(fields: readonly WireField[], path: string, of: string): readonly WireField[] {
  if (fields.length <= MAX_FIELDS) return fields;
  throw new RangeError(`${path}: ${fields.length} ${of} columns, more than ${MAX_FIELDS}; join some in a record`);
}

/** A field with the values of one column. */
function fieldOf(column: Column, seats: number): WireField {
  const { name } = column;
  const { type, encode, decode } = formatOf(column, seats);
  return {
    name,
    type,
    encode: (values) => encode(values[name]),
    decode(raw, values) {
      values[name] = decode(raw);
    },
  };
}

const FIELD_BYTES: Readonly<Record<FieldType, number>> = {
  boolean: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  number: 4,
  int32: 4,
  string: Number.POSITIVE_INFINITY,
};

/** Bytes of an object with these fields: each is named by a byte. */
const bytesOf = (fields: readonly WireField[]) => fields.reduce((sum, { type }) => sum + 1 + FIELD_BYTES[type], 0);

/** Wider columns change apart from those that are packed together. */
const MAX_PACKED_BITS = 16;
/** When a continued row is published anew, about so many of its narrow columns have changed. */
const CHANGED_SHARE = 2 / 3;

const NO_FIELDS: readonly WireField[] = [];

interface RowFields {
  readonly hasTexts: boolean;
  readonly fields: readonly WireField[];
  readonly tickFields: readonly WireField[];
}

/** Rows that come and go, and do not move, mostly stay as they were added: as one text they need no object. */
function steadyFields(columns: readonly Column[], apart: readonly WireField[], seats: number): RowFields {
  const whole = packedField(columns, seats);
  const hasTexts = whole !== null && whole.bytes < bytesOf(apart);
  return { hasTexts, fields: hasTexts ? [whole] : apart, tickFields: NO_FIELDS };
}

/** Rows that are published as a whole: their narrow columns in one text, if that is mostly shorter. */
function continuedFields(columns: readonly Column[], seats: number): RowFields {
  const field = (column: Column) => fieldOf(column, seats);
  const isNarrow = (column: Column) => packedBits(column, seats) <= MAX_PACKED_BITS;
  const narrow = [...columns.filter(isNarrow), BEAT];
  const packed = packedField(narrow, seats);
  if (packed === null || packed.bytes > CHANGED_SHARE * bytesOf(narrow.map(field)))
    return { hasTexts: false, fields: columns.map(field), tickFields: tickFields(seats) };
  const wide = columns.filter((column) => !isNarrow(column)).map(field);
  return { hasTexts: false, fields: [packed, ...wide], tickFields: [fieldOf(ERA, seats)] };
}

const tickFields = (seats: number) => [fieldOf(BEAT, seats), fieldOf(ERA, seats)];

const publicOf = (columns: readonly Column[]) => columns.filter(({ visibility }) => visibility === "public");

function newLayout({ fields, definition: { id, seats } }: AnyRules): WireLayout {
  const visible = (columns: readonly Column[], visibility: Column["visibility"], path: string) => {
    const found = columns.filter((column) => column.visibility === visibility);
    const sent = found.map((column) => fieldOf(column, seats));
    return checkCount(sent, path, visibility);
  };
  const tables = fields.tables.flatMap((table): WireTable[] => {
    const { name, kind, capacity, continued, isApproximate, columns } = table;
    const path = `${id}.world.${name}`;
    const map = { name, kind, capacity };
    const ofAll = visible(columns, "public", path);
    const ofOwn = visible(columns, "own", path);
    if (ofAll.length + ofOwn.length > 0 && capacity > MAX_ROWS)
      throw new RangeError(`${path}: ${capacity} rows that clients receive, more than ${MAX_ROWS}`);
    const apart = { hasTexts: false, fields: ofAll, tickFields: NO_FIELDS };
    const steady = () => (kind === "rows" ? steadyFields(publicOf(columns), ofAll, seats) : apart);
    const format = continued ? continuedFields(publicOf(columns), seats) : steady();
    const everyones = { ...map, field: name, isOwn: false, isContinued: continued, ...format };
    const isExact = kind === "perSeat" && isApproximate;
    const exact = isExact ? checkCount([...ofOwn, ...ofAll], path, "public and own") : ofOwn;
    const own = {
      ...map,
      field: `${name}_own`,
      isOwn: true,
      isContinued: isExact,
      hasTexts: false,
      fields: exact,
      tickFields: tickFields(seats),
    };
    return [everyones, own].filter((part) => part.fields.length > 0);
  });
  return {
    root: visible(fields.root, "public", `${id}.world`),
    tickFields: tickFields(seats),
    tables,
    logged: fields.tables.flatMap((table) => loggedTable(table, seats)),
  };
}

function loggedTable({ name, kind, capacity, continued, columns }: TableColumns, seats: number): LoggedTable[] {
  const packed = bitColumns(publicOf(columns), seats);
  if (packed === null || packed.length === 0 || (kind === "perSeat" && !continued)) return [];
  return [{ name, kind, capacity, isContinued: continued, columns: packed }];
}
