import { Schema, schema, t } from "@colyseus/schema";
import type { AnyRules } from "../../kit/index.ts";
import { wireLayout } from "./layout.ts";
import type { WireField } from "./row-format.ts";

type StateClass = new () => Schema;

/** Values of `WireSeat.status`; seats that are not in the map are empty. */
export const SEAT_STATUS = { here: 1, away: 2 } as const;

/** The field with the rows that everyone receives, see `WorldLogReader`. Names of the rules have no "_". */
export const LOG_FIELD = "rows_";

const classes = new WeakMap<AnyRules, StateClass>();

/**
 * The schema class of the rules' states, which the stock SDK decodes: `beat_` and `era_` are the tick (see `joinTick`),
 * `events` is for `EventsReader`, `rows_` for `WorldLogReader`, and the rest are the public columns of the world, a map for each
 * table, and own columns in maps of their own. Several columns may be packed in one text, see `packedField`. Throws as
 * `wireLayout`.
 */
export function stateClassOf(rules: AnyRules): StateClass {
  const found = classes.get(rules) ?? newClass(rules);
  classes.set(rules, found);
  return found;
}

function newClass(rules: AnyRules): StateClass {
  const { id } = rules.definition;
  const { root, tickFields, tables, logged } = wireLayout(rules);
  const maps = tables.map(({ field, hasTexts, fields, tickFields }) => {
    checkName(field, `${id}.world`);
    if (hasTexts) return [field, t.map("string")] as const;
    const row = classWith(`${id}_${field}`, fieldsOf([...fields, ...tickFields], `${id}.world.${field}`));
    return [field, t.map(row)] as const;
  });
  const seat = classWith(`${id}_seat`, { status: t.uint8().default(0), name: t.string().default("") });
  return classWith(id, {
    ...fieldsOf([...tickFields, ...root], `${id}.world`),
    events: t.string().default(""),
    seats: t.map(seat),
    ...(logged.length > 0 && { [LOG_FIELD]: t.array("string") }),
    ...Object.fromEntries(maps),
  });
}

function fieldsOf(fields: readonly WireField[], path: string): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      checkName(name, path);
      if (type === "string") return [name, t.string().default("")];
      return [name, type === "boolean" ? t.boolean().default(false) : t[type]().default(0)];
    }),
  );
}

function checkName(name: string, path: string): void {
  if (name in Schema.prototype || name === "events")
    throw new TypeError(`${path}.${name}: schema objects have a member ${name} already; choose another name`);
}

// The fields are known at run time only.
const classWith = (name: string, fields: Record<string, unknown>): StateClass =>
  schema(fields as Parameters<typeof schema>[0], name) as unknown as StateClass;
