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

const count = (out: SchemaWriter, value: number) => out.count(value >>> 0);

const NUMBERS: Readonly<Record<string, (out: SchemaWriter, value: number) => void>> = {
  boolean: u8,
  uint8: u8,
  int8: u8,
  uint16: u16,
  int16: u16,
  uint32: u32,
  int32: u32,
  // Colyseus' number of a varying length; of these, counts of up to 32 bits.
  number: count,
};

const NOT_NUMBER = () => {
  throw new Error("a text is not a number");
};

/** Entries of a map that are texts, not objects: the text is the only field. */
export const TEXT_ENTRIES = "string";
export type EntryType = SchemaClass | typeof TEXT_ENTRIES;

const TEXT_FIELD: Field = { name: "text", index: 0, isText: true, write: NOT_NUMBER };

/** A field that holds another object. */
export interface ObjectField {
  readonly name: string;
  readonly index: number;
  readonly type: SchemaClass;
}

/** A field that holds objects or texts by their keys. */
export interface MapField {
  readonly name: string;
  readonly index: number;
  readonly of: EntryType;
}

/** A field that holds a list of texts. */
export interface ListField {
  readonly name: string;
  readonly index: number;
}

interface ClassFields {
  readonly fields: readonly Field[];
  readonly objects: readonly ObjectField[];
  readonly maps: readonly MapField[];
  readonly lists: readonly ListField[];
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
  const objects: ObjectField[] = [];
  const maps: MapField[] = [];
  const lists: ListField[] = [];
  for (let index = 0; metadata[index] !== undefined; index++) {
    const { name, type: fieldType } = metadata[index] as { name: string; type: unknown };
    if (typeof fieldType === "string") fields.push(readField(type, name, index, fieldType));
    else if (typeof fieldType === "function") objects.push({ name, index, type: fieldType as SchemaClass });
    else if (isTextList(fieldType)) lists.push({ name, index });
    else maps.push({ name, index, of: (fieldType as { map: EntryType }).map });
  }
  const wrong = maps.find(({ of }) => typeof of !== "function" && of !== TEXT_ENTRIES);
  if (wrong !== undefined)
    throw new TypeError(
      `${type.name}.${wrong.name}: only schemas, maps of schemas or strings, and arrays of strings are supported`,
    );
  return { fields, objects, maps, lists };
}

const isTextList = (type: unknown) => (type as { array?: unknown }).array === "string";

/** The fields of a map's entries, or of an object. Throws as {@link readClass}. */
export const fieldsOf = (type: EntryType): readonly Field[] =>
  type === TEXT_ENTRIES ? [TEXT_FIELD] : readClass(type).fields;

function readField(type: SchemaClass, name: string, index: number, fieldType: string): Field {
  if (fieldType === "string") return { name, index, isText: true, write: NOT_NUMBER };
  const write = NUMBERS[fieldType];
  if (write === undefined)
    throw new TypeError(`${type.name}.${name}: ${fieldType} is not supported; integers, booleans and strings are`);
  return { name, index, isText: false, write };
}
