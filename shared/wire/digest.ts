import { ArraySchema, MapSchema, type Metadata, type Schema } from "@colyseus/schema";
import type { Hash } from "../machine.ts";
import { Hasher } from "../math/hash.ts";

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/**
 * A digest of a schema state with its maps and arrays. It is equal on the server and on a client that decoded the same state.
 * Fields with an empty value (0, "", false, none) count as unset, because a client may not have received them. Fractions are
 * compared as float32, the least precise of Colyseus' types.
 */
export function digestState(state: Schema): Hash {
  const hasher = new Hasher();
  digestFields(state, hasher);
  return hasher.digest();
}

function digestFields(ref: Schema, hasher: Hasher): void {
  const names = fieldNames(ref.constructor as typeof Schema);
  for (let index = 0; index < names.length; index++) {
    const value = (ref as unknown as Record<string, unknown>)[names[index]];
    if (value) digestValue(value, hasher.word(index));
  }
  hasher.word(-1);
}

const namesByClass = new WeakMap<typeof Schema, string[]>();

function fieldNames(type: typeof Schema): string[] {
  const known = namesByClass.get(type);
  if (known !== undefined) return known;
  const metadata: Metadata = type[Symbol.metadata];
  const names: string[] = [];
  for (let index = 0; metadata[index] !== undefined; index++) names.push(metadata[index].name);
  namesByClass.set(type, names);
  return names;
}

function digestValue(value: unknown, hasher: Hasher): void {
  if (typeof value === "number") digestNumber(value, hasher);
  else if (typeof value === "string") hasher.text(value);
  else if (typeof value === "boolean") hasher.word(value ? 1 : 0);
  else if (value instanceof MapSchema) {
    // A client that joined later may have the entries in another order.
    for (const key of [...value.keys()].sort()) digestValue(value.get(key), hasher.text(key));
  } else if (value instanceof ArraySchema) {
    for (const item of value) digestValue(item, hasher);
  } else digestFields(value as Schema, hasher);
}

function digestNumber(value: number, hasher: Hasher): void {
  if ((value | 0) === value) {
    hasher.word(value);
  } else if (Number.isSafeInteger(value)) {
    hasher.number(value);
  } else {
    single[0] = value;
    hasher.word(bits[0]);
  }
}
