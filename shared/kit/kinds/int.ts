import { CodecError } from "../../machine.ts";
import type { SpecOf } from "./field.ts";
import { type Plan, scalar, shown } from "./plan.ts";

/** A whole number, as a varint counted from its low bound; where that exceeds 2^53, as a sign and a varint. */
export function intPlan(spec: SpecOf<"int">, path: string): Plan<number> {
  const { low, high, initial } = spec;
  const wide = high - low > Number.MAX_SAFE_INTEGER;
  const isWithin = (value: unknown) => {
    if (typeof value !== "number" || !(value >= low && value <= high)) return false;
    return value === 0 ? 1 / value > 0 : Number.isInteger(value);
  };
  const check = (value: unknown) => {
    if (isWithin(value)) return;
    const hint = Object.is(value, -0) ? "; + 0 makes it 0" : "";
    throw new RangeError(`${path}: ${shown(value)} is not a whole number from ${low} to ${high}${hint}`);
  };
  return scalar<number>({
    path,
    spec,
    initial: () => initial,
    check,
    write(out, value) {
      check(value);
      if (wide) out.u8(value < 0 ? 1 : 0).varint(Math.abs(value));
      else out.varint(value - low);
    },
    read(from) {
      const sign = wide ? from.u8() : 0;
      const offset = from.varint();
      const value = wide ? (sign === 0 ? offset : -offset) : low + offset;
      if (sign > 1 || !isWithin(value)) throw new CodecError(`${path}: ${shown(value)} is not from ${low} to ${high}`);
      return value;
    },
  });
}
