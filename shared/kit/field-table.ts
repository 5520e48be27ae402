import { type Compiled, isTable } from "./compiled.ts";
import type { Fields, Spec, Visibility } from "./kinds/field.ts";
import type { Plan } from "./kinds/plan.ts";
import type { FieldsByName } from "./types.ts";

/** A column as projections and clients need it. Seat numbers are ints here. */
export interface Column {
  readonly name: string;
  /** "trails.world.riders.x" */
  readonly path: string;
  readonly visibility: Visibility;
  readonly spec: Spec;
}

export interface TableColumns {
  readonly name: string;
  readonly kind: "perSeat" | "rows";
  /** Most rows; of `perSeat`, the number of seats. */
  readonly capacity: number;
  readonly columns: readonly Column[];
  /** Whether rows are published by exception. */
  readonly continued: boolean;
  /** Whether what is published may be off: some ε is above 0. */
  readonly isApproximate: boolean;
}

/** The definition's fields, without what every world has. */
export interface FieldTable {
  readonly root: readonly Column[];
  readonly tables: readonly TableColumns[];
  readonly config: readonly Column[];
  /** An event reaches everyone, or, where a column is its own, the seat that this column names. */
  readonly events: { readonly [type: string]: readonly Column[] };
  readonly commands: { readonly [type: string]: readonly Column[] };
}

export function fieldTable({ definition, world, config, events, commands }: Compiled): FieldTable {
  const root: Column[] = [];
  const tables: TableColumns[] = [];
  for (const [name, field] of Object.entries(definition.world)) {
    const plan = world.parts[name];
    if (!isTable(field)) {
      root.push(columnOf(name, plan, field.visibility));
      continue;
    }
    const parts = field.kind === "perSeat" ? plan.parts.of.parts : plan.parts;
    const columns = Object.entries(field.columns).map(([of, { visibility }]) => columnOf(of, parts[of], visibility));
    const capacity = field.kind === "perSeat" ? definition.seats : field.capacity;
    const rule = definition.continued?.[name];
    const isApproximate = Object.values(rule?.epsilon ?? {}).some((epsilon) => epsilon > 0);
    tables.push({ name, kind: field.kind, capacity, columns, continued: rule !== undefined, isApproximate });
  }
  return {
    root,
    tables,
    config: columnsOf(config.parts),
    events: byName(events, definition.events),
    commands: byName(commands),
  };
}

const columnOf = (name: string, { path, spec }: Plan, visibility: Visibility): Column => ({
  name,
  path,
  visibility,
  spec,
});

const columnsOf = (plans: Readonly<Record<string, Plan>>, fields: Fields = {}): Column[] =>
  Object.entries(plans).map(([name, plan]) => columnOf(name, plan, fields[name]?.visibility ?? "private"));

const byName = (all: Compiled["events"], fields: FieldsByName = {}) =>
  Object.fromEntries(Object.entries(all).map(([name, { plans }]) => [name, columnsOf(plans, fields[name])]));
