import type { Metadata, Schema } from "@colyseus/schema";
import type { Out } from "./out.ts";

export type SchemaClass = new () => Schema;

/** A primitive field of a schema class: numbers, flags (as 0 and 1) and text. */
export interface Field {
  readonly name: string;
  /** As the protocol numbers it. */
  readonly index: number;
  readonly isText: boolean;
  readonly write: (out: Out, value: number) => void;
}

const u8 = (out: Out, value: number) => out.u8(value);
const u16 = (out: Out, value: number) => out.u16(value);
const u32 = (out: Out, value: number) => out.u32(value);

const NUMBERS: Readonly<Record<string, (out: Out, value: number) => void>> = {
  boolean: u8,
  uint8: u8,
  int8: u8,
  uint16: u16,
  int16: u16,
  uint32: u32,
  int32: u32,
};

const NOT_NUMBER = () => {
  throw new Error("a text is not a number");
};

/** A field that holds other objects. */
export interface Reference {
  readonly name: string;
  readonly index: number;
  readonly type: SchemaClass;
  readonly isMap: boolean;
}

interface Told {
  readonly fields: readonly Field[];
  readonly references: readonly Reference[];
}

/** Rooms of one kind have it in common. */
const known = new WeakMap<SchemaClass, Told>();

/** What a class tells, in the protocol's order. Throws a TypeError on a field of a type that is not replicated. */
export function readClass(type: SchemaClass): Told {
  const told = known.get(type) ?? readMetadata(type);
  known.set(type, told);
  return told;
}

function readMetadata(type: SchemaClass): Told {
  const metadata: Metadata = (type as typeof Schema)[Symbol.metadata];
  const fields: Field[] = [];
  const references: Reference[] = [];
  for (let index = 0; metadata[index] !== undefined; index++) {
    const { name, type: of } = metadata[index] as { name: string; type: unknown };
    if (typeof of === "string") fields.push(readField(type, name, index, of));
    else if (typeof of === "function") references.push({ name, index, type: of as SchemaClass, isMap: false });
    else references.push({ name, index, type: (of as { map: SchemaClass }).map, isMap: true });
  }
  if (references.some(({ type: of }) => of === undefined))
    throw new TypeError(`${type.name}: of objects, only schemas and maps of schemas are replicated`);
  return { fields, references };
}

function readField(type: SchemaClass, name: string, index: number, of: string): Field {
  if (of === "string") return { name, index, isText: true, write: NOT_NUMBER };
  const write = NUMBERS[of];
  if (write === undefined)
    throw new TypeError(`${type.name}.${name}: ${of} is not replicated; integers, flags and text are`);
  return { name, index, isText: false, write };
}
