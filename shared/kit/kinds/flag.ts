import { CodecError } from "../../machine.ts";
import type { SpecOf } from "./field.ts";
import { type Plan, scalar, shown } from "./plan.ts";

export function flagPlan(spec: SpecOf<"flag">, path: string): Plan<boolean> {
  const check = (value: unknown) => {
    if (typeof value !== "boolean") throw new TypeError(`${path}: ${shown(value)} is neither true nor false`);
  };
  return scalar<boolean>({
    path,
    spec,
    initial: () => false,
    check,
    write(out, value) {
      check(value);
      out.u8(value ? 1 : 0);
    },
    read(from) {
      const value = from.u8();
      if (value > 1) throw new CodecError(`${path}: ${value} is neither 0 nor 1`);
      return value === 1;
    },
  });
}
