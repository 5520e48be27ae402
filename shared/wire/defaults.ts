import type { Metadata, Schema } from "@colyseus/schema";

type SchemaClass = typeof Schema;

const DEFAULTS: Readonly<Record<string, unknown>> = { string: "", boolean: false };
const done = new WeakSet<SchemaClass>();

/** Gives fields that a decoded state did not receive their defaults: 0, "" or false. */
export function applyDefaults(state: object): void {
  addDefaults(state.constructor as SchemaClass);
}

function addDefaults(type: SchemaClass): void {
  if (done.has(type)) return;
  done.add(type);
  const metadata: Metadata = type[Symbol.metadata];
  for (let index = 0; metadata[index] !== undefined; index++) {
    const { name, type: of } = metadata[index] as {
      name: string;
      type: string | SchemaClass | { map: string | SchemaClass };
    };
    if (typeof of === "function") addDefaults(of);
    else if (typeof of === "object") {
      if (typeof of.map === "function") addDefaults(of.map);
    } else addDefault(type.prototype, name, of in DEFAULTS ? DEFAULTS[of] : 0);
  }
}

function addDefault(prototype: object, name: string, value: unknown): void {
  const field = Object.getOwnPropertyDescriptor(prototype, name);
  // Classes from a handshake have fields as properties of each object; our own classes have getters on the prototype.
  if (field?.get === undefined) Object.assign(prototype, { [name]: value });
  else {
    const { get } = field;
    Object.defineProperty(prototype, name, {
      ...field,
      get() {
        return get.call(this) ?? value;
      },
    });
  }
}
