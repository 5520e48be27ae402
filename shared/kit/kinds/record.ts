import type { Fields, SpecOf } from "../field.ts";
import { type Plan, type Planner, sameKind, shown } from "../plan.ts";

type Values = Record<string, unknown>;

/** The plans of several fields by their names, and what is done with all of them in their order. */
export class Columns {
  readonly plans: Readonly<Record<string, Plan>>;
  readonly #entries: readonly (readonly [name: string, plan: Plan])[];

  constructor(fields: Fields, path: string, planner: Planner) {
    this.#entries = Object.entries(fields).map(([name, field]) => [name, planner.plan(field.spec, `${path}.${name}`)]);
    this.plans = Object.fromEntries(this.#entries);
  }

  get names(): readonly string[] {
    return Object.keys(this.plans);
  }

  fill(value: Values): void {
    for (const [name, plan] of this.#entries) value[name] = plan.initial();
  }

  check(value: Values): void {
    for (const [name, plan] of this.#entries) plan.check(value[name]);
  }

  write(out: Parameters<Plan["write"]>[0], value: Values): void {
    for (const [name, plan] of this.#entries) plan.write(out, value[name]);
  }

  read(from: Parameters<Plan["read"]>[0], value: Values): void {
    for (const [name, plan] of this.#entries) value[name] = plan.read(from);
  }

  /** Columns that are new here keep what they start with. */
  carry(to: Values, value: Values, from: Plan): void {
    for (const [name, plan] of this.#entries) {
      const before = from.parts[name];
      if (before !== undefined) to[name] = plan.carry(value[name], before);
    }
  }
}

/** Fields one after the other. The object takes no other names. */
export function recordPlan(spec: SpecOf<"record">, path: string, planner: Planner): Plan<Values> {
  const columns = new Columns(spec.fields, path, planner);
  const checkObject = (value: unknown) => {
    if (typeof value !== "object" || value === null) throw new TypeError(`${path}: ${shown(value)} is no record`);
  };
  const initial = () => {
    const value: Values = {};
    columns.fill(value);
    return Object.seal(value);
  };
  return {
    ...{ path, spec, parts: columns.plans, initial },
    check(value) {
      checkObject(value);
      columns.check(value as Values);
    },
    write(out, value) {
      checkObject(value);
      columns.write(out, value);
    },
    read(from) {
      const value: Values = {};
      columns.read(from, value);
      return Object.seal(value);
    },
    carry(value, from) {
      sameKind({ path, spec }, from);
      const to = initial();
      columns.carry(to, value as Values, from);
      return to;
    },
  };
}
