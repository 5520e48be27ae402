import type { AnyRules, Column, TableColumns } from "../../kit/index.ts";
import { type FieldType, formatOf } from "./format.ts";
import { packedRow, type WireField } from "./row-format.ts";

/**
 * A map of the state with rows of one table: their public columns, for everyone, or their own columns, for the holder. Of
 * `perSeat` rows that are published to within ε, the holder receives the public columns too, as they are, to predict from.
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
  /** Whether rows carry a tick: own rows, when one changed last; continued rows, when one was published. */
  readonly hasTick: boolean;
  /** Whether a row is one text, see `packedRow`. */
  readonly isPacked: boolean;
  readonly fields: readonly WireField[];
}

/** All that clients receive of the worlds of some rules. */
export interface WireLayout {
  readonly root: readonly WireField[];
  readonly tables: readonly WireTable[];
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
  uint32: 4,
  int32: 4,
  string: Number.POSITIVE_INFINITY,
};

/** Bytes of an object with these fields: each is named by a byte. */
const bytesOf = (fields: readonly WireField[]) => fields.reduce((sum, { type }) => sum + 1 + FIELD_BYTES[type], 0);

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
    const map = { name, kind, capacity, isPacked: false };
    const ofAll = visible(columns, "public", path);
    const ofOwn = visible(columns, "own", path);
    if (ofAll.length + ofOwn.length > 0 && capacity > MAX_ROWS)
      throw new RangeError(`${path}: ${capacity} rows that clients receive, more than ${MAX_ROWS}`);
    // Rows that come and go, and do not move, mostly stay as they were added.
    const isSteady = kind === "rows" && !continued;
    const whole = isSteady ? packedRow(publicOf(columns), seats, bytesOf(ofAll)) : null;
    const fields = whole === null ? ofAll : [whole];
    const everyones = {
      ...map,
      field: name,
      isOwn: false,
      isContinued: continued,
      hasTick: continued,
      fields,
      isPacked: whole !== null,
    };
    const isExact = kind === "perSeat" && isApproximate;
    const exact = isExact ? checkCount([...ofOwn, ...ofAll], path, "public and own") : ofOwn;
    const own = { ...map, field: `${name}_own`, isOwn: true, isContinued: isExact, hasTick: true, fields: exact };
    return [everyones, own].filter((part) => part.fields.length > 0);
  });
  return { root: visible(fields.root, "public", `${id}.world`), tables };
}
