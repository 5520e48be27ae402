import type { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import type { Fields, SpecOf } from "./field.ts";
import { type Plan, type Planner, sameKind, shown } from "./plan.ts";

type Values = Record<string, unknown>;

/** The plans of several fields by their names, and what is done with all of them in their order. */
export class Columns {
  readonly names: readonly string[];
  readonly plans: Readonly<Record<string, Plan>>;
  /** In the order of the names; worlds of many rows go through here. */
  readonly #ordered: readonly Plan[];

  constructor(fields: Fields, path: string, planner: Planner) {
    this.names = Object.keys(fields);
    this.#ordered = this.names.map((name) => planner.plan(fields[name].spec, `${path}.${name}`));
    this.plans = Object.fromEntries(this.names.map((name, i) => [name, this.#ordered[i]]));
  }

  fill(value: Values): void {
    for (let i = 0; i < this.names.length; i++) value[this.names[i]] = this.#ordered[i].initial();
  }

  check(value: Values): void {
    for (let i = 0; i < this.names.length; i++) this.#ordered[i].check(value[this.names[i]]);
  }

  write(out: ByteWriter, value: Values): void {
    for (let i = 0; i < this.names.length; i++) this.#ordered[i].write(out, value[this.names[i]]);
  }

  read(from: ByteReader, value: Values): void {
    for (let i = 0; i < this.names.length; i++) value[this.names[i]] = this.#ordered[i].read(from);
  }

  /** Columns that are new here keep what they start with. */
  carry(to: Values, value: Values, from: Plan): void {
    for (const name of this.names) {
      const before = from.parts[name];
      if (before !== undefined) to[name] = this.plans[name].carry(value[name], before);
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
    path,
    spec,
    parts: columns.plans,
    initial,
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
