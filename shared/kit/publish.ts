import { type Compiled, isTable } from "./compiled.ts";
import { copyData, sameData } from "./data.ts";
import type { Rows } from "./rows.ts";
import type { AnyContinued, AnyDefinition, AnyWorld, PublishedRow, Values } from "./world.ts";

/** Rows of a table by slot. */
function rowsOf(world: AnyWorld, table: string): readonly (Values | null)[] {
  const rows = world[table] as readonly Values[] | Rows<Record<string, unknown>>;
  return "slots" in rows ? rows.slots : rows;
}

/**
 * Publishes, at a patch boundary, the rows whose public columns clients would no longer continue to within ε, and those that
 * are new; forgets those that are gone.
 */
export function publish({ definition, patchEveryTicks }: Compiled, world: AnyWorld): void {
  if (world.tick % patchEveryTicks === 0) publishAll(definition, world);
}

/** The same at any tick. */
export function publishAll(definition: AnyDefinition, world: AnyWorld): void {
  const { continued = {} } = definition;
  for (const [table, rule] of Object.entries(continued)) publishTable(definition, rule, world, table);
}

function publishTable({ world: fields }: AnyDefinition, rule: AnyContinued, world: AnyWorld, table: string): void {
  const field = fields[table];
  const names = isTable(field)
    ? Object.keys(field.columns).filter((n) => field.columns[n].visibility === "public")
    : [];
  const published = world.hidden.published[table];
  const rows = rowsOf(world, table);
  for (const [slot, row] of rows.entries()) {
    const before = published[slot] ?? null;
    const id = row === null ? 0 : ((row.id as number | undefined) ?? 0);
    if (row === null) published[slot] = null;
    else if (before?.id !== id || isOff(rule, before, row, names, world)) {
      const copy = Object.fromEntries(names.map((name) => [name, copyData(row[name])]));
      published[slot] = Object.seal({ id, at: world.tick, row: Object.seal(copy) });
    }
  }
}

function isOff(
  rule: AnyContinued,
  before: PublishedRow,
  row: Values,
  names: readonly string[],
  world: AnyWorld,
): boolean {
  const seen = continuedRow(rule, before, world.tick - before.at, world);
  const { epsilon = {} } = rule;
  return names.some((name) => {
    const [is, was] = [row[name], seen[name]];
    const most = epsilon[name] ?? 0;
    // Written so that NaN is off.
    return most > 0 ? !(Math.abs((is as number) - (was as number)) <= most) : !sameData(is, was);
  });
}

/** A row's public columns as clients show them, so many ticks after it was published. */
export function continuedRow(rule: AnyContinued, { row }: PublishedRow, ticks: number, world: unknown): Values {
  return ticks === 0 ? row : { ...row, ...rule.continue(row, ticks, world as AnyWorld) };
}

/** Rows of a continued table by slot, as they were published last; null where there is none. */
export function publishedRows(
  { definition }: Compiled,
  world: AnyWorld,
  table: string,
): readonly (PublishedRow | null)[] {
  ruleOf(definition, table);
  return world.hidden.published[table];
}

export function ruleOf({ id, continued = {} }: AnyDefinition, table: string): AnyContinued {
  if (!Object.hasOwn(continued, table)) throw new TypeError(`${id}.continued: there is no ${table}`);
  return continued[table];
}
