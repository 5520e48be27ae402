import type { Metadata, Schema } from "@colyseus/schema";

type SchemaClass = typeof Schema;

const BLANKS: Readonly<Record<string, unknown>> = { string: "", boolean: false };

/**
 * Gives fields of a state that was not told of them what they are then: 0, "" or false. For clients that know the state's
 * classes from the handshake alone, whose objects lack such fields otherwise.
 */
export function giveBlanks(state: Schema): void {
  fillIn(state.constructor as SchemaClass, new Set());
}

function fillIn(type: SchemaClass, done: Set<SchemaClass>): void {
  if (done.has(type)) return;
  done.add(type);
  const metadata: Metadata = type[Symbol.metadata];
  for (let index = 0; metadata[index] !== undefined; index++) {
    const { name, type: of } = metadata[index] as { name: string; type: string | SchemaClass | { map: SchemaClass } };
    if (typeof of === "function") fillIn(of, done);
    else if (typeof of === "object") fillIn(of.map, done);
    else if (!(name in type.prototype)) Object.assign(type.prototype, { [name]: of in BLANKS ? BLANKS[of] : 0 });
  }
}
