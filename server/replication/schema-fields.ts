import type { Metadata, Schema } from "@colyseus/schema";
import type { SchemaWriter } from "./schema-writer.ts";

export type SchemaClass = new () => Schema;

/** A primitive field of a schema class: numbers, flags (as 0 and 1) and text. */
export interface Field {
  readonly name: string;
  /** Its number in the protocol. */
  readonly index: number;
  readonly isText: boolean;
  readonly write: (out: SchemaWriter, value: number) => void;
}

const u8 = (out: SchemaWriter, value: number) => out.u8(value);
const u16 = (out: SchemaWriter, value: number) => out.u16(value);
const u32 = (out: SchemaWriter, value: number) => out.u32(value);

const NUMBERS: Readonly<Record<string, (out: SchemaWriter, value: number) => void>> = {
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

interface ClassFields {
  readonly fields: readonly Field[];
  readonly references: readonly Reference[];
}

/** Shared by all rooms of one kind. */
const cache = new WeakMap<SchemaClass, ClassFields>();

/** The replicated fields of a class, in protocol order. Throws a TypeError on a field type that is not supported. */
export function readClass(type: SchemaClass): ClassFields {
  const classFields = cache.get(type) ?? readMetadata(type);
  cache.set(type, classFields);
  return classFields;
}

function readMetadata(type: SchemaClass): ClassFields {
  const metadata: Metadata = (type as typeof Schema)[Symbol.metadata];
  const fields: Field[] = [];
  const references: Reference[] = [];
  for (let index = 0; metadata[index] !== undefined; index++) {
    const { name, type: fieldType } = metadata[index] as { name: string; type: unknown };
    if (typeof fieldType === "string") fields.push(readField(type, name, index, fieldType));
    else if (typeof fieldType === "function")
      references.push({ name, index, type: fieldType as SchemaClass, isMap: false });
    else references.push({ name, index, type: (fieldType as { map: SchemaClass }).map, isMap: true });
  }
  if (references.some(({ type: fieldType }) => fieldType === undefined))
    throw new TypeError(`${type.name}: only schemas and maps of schemas are supported as objects`);
  return { fields, references };
}

function readField(type: SchemaClass, name: string, index: number, fieldType: string): Field {
  if (fieldType === "string") return { name, index, isText: true, write: NOT_NUMBER };
  const write = NUMBERS[fieldType];
  if (write === undefined)
    throw new TypeError(`${type.name}.${name}: ${fieldType} is not supported; integers, booleans and strings are`);
  return { name, index, isText: false, write };
}
