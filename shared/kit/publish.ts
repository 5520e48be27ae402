import type { Compiled, ContinuedTable } from "./compiled.ts";
import { copyData, sameData } from "./kinds/data.ts";
import type { Rows } from "./kinds/row-list.ts";
import type { AnyContinued, AnyWorld, PublishedRow, Values } from "./world.ts";

/** Rows of a table by slot. */
function rowsOf(world: AnyWorld, table: string): readonly (Values | null)[] {
  const rows = world[table] as readonly Values[] | Rows<Record<string, unknown>>;
  return "slots" in rows ? rows.slots : rows;
}

/**
 * Publishes, at a patch boundary, the rows whose public columns clients would no longer continue to within ε, and those that
 * are new; forgets those that are gone.
 */
export function publish(compiled: Compiled, world: AnyWorld): void {
  if (world.tick % compiled.patchEveryTicks === 0) publishAll(compiled, world);
}

/** The same at any tick. */
export function publishAll(compiled: Compiled, world: AnyWorld): void {
  if (compiled.continued.length === 0) return;
  const seen = publicWorld(compiled, world);
  for (const table of compiled.continued) publishTable(table, world, seen);
}

/** All of a world that continuations may use, as clients have it: its config and its own public fields. */
export function publicWorld({ publicNames }: Compiled, world: AnyWorld): Values {
  const seen: Record<string, unknown> = { config: world.config };
  for (const name of publicNames) seen[name] = world[name];
  return seen;
}

function publishTable(table: ContinuedTable, world: AnyWorld, seen: Values): void {
  const published = world.hidden.published[table.name];
  const rows = rowsOf(world, table.name);
  for (let slot = 0; slot < rows.length; slot++) {
    const row = rows[slot];
    const before = published[slot];
    // Rows of seats have no id.
    const id = row === null ? 0 : ((row.id as number | undefined) ?? 0);
    if (row === null) published[slot] = null;
    else if (before?.id !== id || isOff(table, before, row, world.tick, seen)) {
      const copy = Object.fromEntries(table.columns.map((name) => [name, copyData(row[name])]));
      published[slot] = Object.seal({ id, at: world.tick, row: Object.seal(copy) });
    }
  }
}

function isOff(table: ContinuedTable, before: PublishedRow, row: Values, tick: number, world: Values): boolean {
  const { rule, columns, epsilons } = table;
  const next = rule.continue(before.row, tick - before.at, world);
  for (let i = 0; i < columns.length; i++) {
    const name = columns[i];
    const is = row[name];
    const seen = name in next ? next[name] : before.row[name];
    if (is === seen) continue;
    // Written so that NaN is off.
    if (epsilons[i] > 0 ? !(Math.abs((is as number) - (seen as number)) <= epsilons[i]) : !sameData(is, seen))
      return true;
  }
  return false;
}

/** A row's public columns as clients show them, so many ticks after it was published. */
export function continuedRow(rule: AnyContinued, { row }: PublishedRow, ticks: number, world: Values): Values {
  return ticks === 0 ? row : { ...row, ...rule.continue(row, ticks, world) };
}

/** Rows of a continued table by slot, as they were published last; null where there is none. */
export function publishedRows(compiled: Compiled, world: AnyWorld, table: string): readonly (PublishedRow | null)[] {
  ruleOf(compiled, table);
  return world.hidden.published[table];
}

export function ruleOf({ definition: { id, continued = {} } }: Compiled, table: string): AnyContinued {
  if (!Object.hasOwn(continued, table)) throw new TypeError(`${id}.continued: there is no ${table}`);
  return continued[table];
}
