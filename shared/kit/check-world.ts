import type { Compiled } from "./compiled.ts";
import { shown } from "./kinds/plan.ts";
import { Rows } from "./kinds/row-list.ts";
import type { AnyWorld } from "./world.ts";

/**
 * For tests and development: throws a RangeError or TypeError where a column is out of its bounds, or one list or record
 * stands in two places, as a loaded world would have two of it.
 */
export function checkWorld({ world: plan, definition }: Compiled, world: AnyWorld): void {
  plan.check(world);
  const seen = new Set<object>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    if (seen.has(value)) throw new TypeError(`${path}: ${shown(value)} that stands elsewhere, too; copy it`);
    seen.add(value);
    if (value instanceof Int32Array) return;
    if (value instanceof Rows) visit(value.slots, path);
    else if (Array.isArray(value)) for (const one of value) visit(one, path);
    else for (const [name, part] of Object.entries(value)) visit(part, `${path}.${name}`);
  };
  visit(world, `${definition.id}.world`);
}
