import type { Metadata, Schema } from "@colyseus/schema";

type SchemaClass = typeof Schema;

const BLANKS: Readonly<Record<string, unknown>> = { string: "", boolean: false };
const done = new WeakSet<SchemaClass>();

/** Lets fields that a decoded state was not told of be what they are then: 0, "" or false. */
export function giveBlanks(state: object): void {
  fillIn(state.constructor as SchemaClass);
}

function fillIn(type: SchemaClass): void {
  if (done.has(type)) return;
  done.add(type);
  const metadata: Metadata = type[Symbol.metadata];
  for (let index = 0; metadata[index] !== undefined; index++) {
    const { name, type: of } = metadata[index] as { name: string; type: string | SchemaClass | { map: SchemaClass } };
    if (typeof of === "function") fillIn(of);
    else if (typeof of === "object") fillIn(of.map);
    else giveBlank(type.prototype, name, of in BLANKS ? BLANKS[of] : 0);
  }
}

function giveBlank(prototype: object, name: string, blank: unknown): void {
  const field = Object.getOwnPropertyDescriptor(prototype, name);
  // Of classes that came with a handshake, fields are the objects' own; other classes read them for their objects.
  if (field?.get === undefined) Object.assign(prototype, { [name]: blank });
  else {
    const { get } = field;
    Object.defineProperty(prototype, name, {
      ...field,
      get() {
        return get.call(this) ?? blank;
      },
    });
  }
}
