/** Lists and maps within each other; core's decoder calls itself for each. */
const DEPTH_MOST = 32;

const SHORT = { map: 0x80, list: 0x90, text: 0xa0 } as const;
/** How core's own clients write `undefined`: an extension of type 0. */
const UNDEFINED = [0xd4, 0x00, 0x00] as const;

/** How they write an object: an extension that names a record, a list of its keys, and their values; then the name alone. */
const RECORD = [0xd4, 0x72] as const;
/** Core's decoder compiles a function for each record that comes again, which takes the longer the more keys it has. */
const RECORDS_MOST = 8;
const RECORD_KEYS_MOST = 64;
/** A first byte that no value has. */
export const NEVER = 0xc1;

/** Bytes after the first, of numbers whose first byte names their type. The schema protocol has the same ones. */
export const NUMBER_BYTES: Readonly<Record<number, number>> = {
  // Floats of 32 and 64 bits.
  202: 4,
  203: 8,
  // Whole numbers of 8 to 64 bits, without a sign and with one.
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
};
/** Bytes after the first, of values whose length is fixed: nil, false, true, and numbers. */
const FIXED: Readonly<Record<number, number>> = { 192: 0, 194: 0, 195: 0, ...NUMBER_BYTES };
/** Bytes that give the length of a text, by its first byte. The schema protocol has the same ones. */
export const TEXT_LENGTH_BYTES: Readonly<Record<number, number>> = { 217: 1, 218: 2, 219: 4 };
/** The same of bytes or of a text. */
const COUNTED: Readonly<Record<number, number>> = { 196: 1, 197: 2, 198: 4, ...TEXT_LENGTH_BYTES };
/** Of lists and maps, bytes that say how many items follow, and values of one item. */
const NESTED: Readonly<Record<number, readonly [lengthBytes: number, valuesEach: number]>> = {
  220: [2, 1],
  221: [4, 1],
  222: [2, 2],
  223: [4, 2],
};

/**
 * Whether the bytes from `offset` to the end are one MessagePack value that is plain data: no extension but records, of which
 * core's decoder makes regular expressions and more; nothing that claims to be longer than it is; nothing after it.
 */
export function isPlainMessagePack(bytes: Uint8Array, offset: number): boolean {
  /** Lists, maps and records that are open. */
  const open: Open[] = [{ toCome: 1, keyed: false }];
  const records = new Map<number, number>();
  let at = offset;
  while (open.length > 0) {
    const top = open[open.length - 1] as Open;
    if (top.toCome === 0) {
      open.pop();
      continue;
    }
    const isKey = top.keyed && top.toCome % 2 === 0;
    top.toCome--;
    if (at >= bytes.length) return false;
    const length = single(bytes, at, records);
    if (length >= 0) {
      at += length;
      continue;
    }
    // Core's decoder throws on it.
    if (isKey) return false;
    const nested = items(bytes, at) ?? record(bytes, at, records);
    if (nested === null) return false;
    at = nested.from;
    // Each value takes a byte at least.
    if (nested.values > bytes.length - at || open.length > DEPTH_MOST) return false;
    open.push({ toCome: nested.values, keyed: nested.keyed });
  }
  return at === bytes.length;
}

/** Bytes of a value that holds no others; -1: it is of another kind. */
function single(bytes: Uint8Array, at: number, records: ReadonlyMap<number, number>): number {
  const first = bytes[at] ?? NEVER;
  if (first < SHORT.map) return records.has(first) ? -1 : 1;
  if (first >= 0xe0) return 1;
  const text = textBytes(bytes, at);
  if (text >= 0) return text;
  const fixed = FIXED[first];
  if (fixed !== undefined) return 1 + fixed;
  return UNDEFINED.every((byte, i) => bytes[at + i] === byte) ? UNDEFINED.length : -1;
}

/** Bytes of a text, or of bytes in a row; -1: it is neither. */
function textBytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? NEVER;
  if (first >= SHORT.text && first < 0xc0) return 1 + first - SHORT.text;
  const counted = COUNTED[first];
  return counted === undefined ? -1 : 1 + counted + number(bytes, at + 1, counted);
}

/** How many values follow, and from where. */
interface Nested {
  readonly from: number;
  readonly values: number;
  /** Whether every other value is a key, the first among them. */
  readonly keyed: boolean;
}

interface Open {
  /** Values. */
  toCome: number;
  readonly keyed: boolean;
}

/** null: neither list nor map. */
function items(bytes: Uint8Array, at: number): Nested | null {
  const first = bytes[at] ?? NEVER;
  if (first >= SHORT.map && first < SHORT.list) return { from: at + 1, values: (first - SHORT.map) * 2, keyed: true };
  if (first >= SHORT.list && first < SHORT.text) return { from: at + 1, values: first - SHORT.list, keyed: false };
  const nested = NESTED[first];
  if (nested === undefined) return null;
  const [lengthBytes, valuesEach] = nested;
  return {
    from: at + 1 + lengthBytes,
    values: number(bytes, at + 1, lengthBytes) * valuesEach,
    keyed: valuesEach === 2,
  };
}

/** One more of a record that was defined, or the first of one: its keys, then its values. null: neither. */
function record(bytes: Uint8Array, at: number, records: Map<number, number>): Nested | null {
  const first = bytes[at] ?? NEVER;
  const known = records.get(first);
  if (known !== undefined) return { from: at + 1, values: known, keyed: false };
  if (!RECORD.every((byte, i) => bytes[at + i] === byte) || records.size >= RECORDS_MOST) return null;
  const keys = items(bytes, at + RECORD.length + 1);
  const list = bytes[at + RECORD.length + 1] ?? NEVER;
  const isList = (list >= SHORT.list && list < SHORT.text) || NESTED[list]?.[1] === 1;
  if (keys === null || !isList || keys.values > RECORD_KEYS_MOST) return null;
  let { from } = keys;
  for (let key = 0; key < keys.values; key++) {
    const length = textBytes(bytes, from);
    if (length < 0) return null;
    from += length;
  }
  records.set(recordId(bytes[at + RECORD.length] ?? NEVER), keys.values);
  return { from, values: keys.values, keyed: false };
}

/** The first byte of its later values, however many bits of its name the definition sets. */
const recordId = (byte: number): number => 0x40 | (byte & 0x3f);

/** Big-endian. Bytes beyond the end count as 0, and are found missing later. */
function number(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
