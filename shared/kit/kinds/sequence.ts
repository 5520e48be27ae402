import { CodecError } from "../../machine.ts";
import type { SpecOf } from "./field.ts";
import { Misfit, type Plan, type Planner, sameKind, shown } from "./plan.ts";

interface Sequence {
  readonly spec: SpecOf<"list" | "array" | "perSeat">;
  readonly least: number;
  readonly most: number;
  /** Whether a shorter one of other rules is filled up. */
  readonly grows: boolean;
}

/** Values behind their count, which is left out where there is only one that it could be. */
function sequencePlan({ spec, least, most, grows }: Sequence, path: string, planner: Planner): Plan<unknown[]> {
  const of = planner.plan(spec.of.spec, spec.kind === "perSeat" ? path : `${path}[]`);
  const bounds = least === most ? `not ${most}` : `more than ${most}`;
  const fits = (count: number) => count >= least && count <= most;
  const checkCount = (value: unknown) => {
    if (!Array.isArray(value)) throw new TypeError(`${path}: ${shown(value)} is no list`);
    if (!fits(value.length)) throw new RangeError(`${path}: ${value.length} values, ${bounds}`);
  };
  return {
    path,
    spec,
    parts: { of },
    initial: () => Array.from({ length: least }, () => of.initial()),
    check(value) {
      checkCount(value);
      for (const one of value as readonly unknown[]) of.check(one);
    },
    write(out, value) {
      checkCount(value);
      if (least !== most) out.varint(value.length);
      for (const one of value) of.write(out, one);
    },
    read(from) {
      const count = least === most ? most : from.varint();
      if (!fits(count)) throw new CodecError(`${path}: ${count} values, ${bounds}`);
      const value: unknown[] = [];
      for (let i = 0; i < count; i++) value.push(of.read(from));
      return value;
    },
    carry(value, from) {
      sameKind({ path, spec }, from);
      const values = (value as readonly unknown[]).map((one) => of.carry(one, from.parts.of));
      while (grows && values.length < least) values.push(of.initial());
      if (!fits(values.length)) throw new Misfit(`${path}: ${values.length} values, ${bounds}`);
      return values;
    },
  };
}

export const listPlan = (spec: SpecOf<"list">, path: string, planner: Planner): Plan =>
  sequencePlan({ spec, least: 0, most: spec.most, grows: false }, path, planner);

export const arrayPlan = (spec: SpecOf<"array">, path: string, planner: Planner): Plan =>
  sequencePlan({ spec, least: spec.length, most: spec.length, grows: false }, path, planner);

export const perSeatPlan = (spec: SpecOf<"perSeat">, path: string, planner: Planner): Plan =>
  sequencePlan({ spec, least: spec.length, most: spec.length, grows: true }, path, planner);
