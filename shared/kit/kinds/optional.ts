import { CodecError } from "../../machine.ts";
import type { SpecOf } from "./field.ts";
import { type Plan, type Planner, sameKind } from "./plan.ts";

/** A value or null, behind a byte that says which. */
export function optionalPlan(spec: SpecOf<"optional">, path: string, planner: Planner): Plan<unknown> {
  const of = planner.plan(spec.of.spec, path);
  return {
    path,
    spec,
    parts: { of },
    initial: () => null,
    check(value) {
      if (value !== null) of.check(value);
    },
    write(out, value) {
      out.u8(value === null ? 0 : 1);
      if (value !== null) of.write(out, value);
    },
    read(from) {
      const has = from.u8();
      if (has > 1) throw new CodecError(`${path}: ${has} is neither 0 nor 1`);
      return has === 0 ? null : of.read(from);
    },
    carry(value, from) {
      sameKind({ path, spec }, from);
      return value === null ? null : of.carry(value, from.parts.of);
    },
  };
}
