import { expect } from "vitest";
import type { Plan } from "../../../shared/kit/kinds/plan.ts";
import { Rows } from "../../../shared/kit/kinds/row-list.ts";

/** Another value of the same field, for leaves only; undefined: there is none. */
function other({ spec }: Plan, value: unknown): unknown {
  if (spec.kind === "int")
    return value === spec.high ? (spec.low < spec.high ? spec.low : undefined) : Number(value) + 1;
  if (spec.kind === "flag") return !value;
  if (spec.kind === "oneOf") return spec.names.find((name) => name !== value);
  if (spec.kind === "text") return value === "" ? "a" : "";
  return undefined;
}

export interface Leaf {
  readonly path: string;
  change(): (() => void) | null;
}

/** Every number, text and flag that is in a value, found by looking at the value and not at its plan. */
export function* leaves(
  holder: Record<string | number, unknown>,
  key: string | number,
  plan: Plan,
  path: string,
): Generator<Leaf> {
  const value = holder[key];
  const put = (to: unknown) => {
    holder[key] = to;
    return () => {
      holder[key] = value;
    };
  };
  if (value instanceof Int32Array) {
    for (const i of value.keys())
      yield { path: `${path}[${i}]`, change: () => put(value.map((word, at) => (at === i ? word ^ 1 : word))) };
  } else if (value instanceof Rows) {
    yield* rowLeaves(value, plan, path);
  } else if (Array.isArray(value)) {
    for (const i of value.keys()) yield* leaves(value as never, i, plan.parts.of, `${path}[${i}]`);
    if (plan.spec.kind === "list" && value.length > 0)
      yield { path: `${path}.length`, change: () => put(value.slice(1)) };
  } else if (typeof value === "object" && value !== null) {
    const parts = plan.spec.kind === "optional" ? plan.parts.of.parts : plan.parts;
    expect(Object.keys(value), path).toEqual(Object.keys(parts));
    for (const name of Object.keys(value)) yield* leaves(value as never, name, parts[name], `${path}.${name}`);
  } else {
    const to = other(plan, value);
    if (to !== undefined) yield { path, change: () => put(to) };
  }
}

function* rowLeaves(table: Rows<object>, plan: Plan, path: string): Generator<Leaf> {
  yield {
    path: `${path}.lastId`,
    change() {
      table.lastId++;
      return () => void table.lastId--;
    },
  };
  if (table.free.length > 1)
    yield {
      path: `${path}.free`,
      change() {
        table.free.reverse();
        return () => void table.free.reverse();
      },
    };
  for (const row of table) {
    yield {
      path: `${path}#${row.id}`,
      change() {
        table.remove(row);
        return () => {
          table.slots[row.slot] = row;
          table.free.pop();
        };
      },
    };
    for (const name of Object.keys(row))
      if (name !== "id" && name !== "slot")
        yield* leaves(row as never, name, plan.parts[name], `${path}#${row.id}.${name}`);
  }
}
