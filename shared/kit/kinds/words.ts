import type { SpecOf } from "./field.ts";
import { type Plan, scalar, shown } from "./plan.ts";

/** The state of a generator. */
export function wordsPlan(spec: SpecOf<"words">, path: string): Plan<Int32Array> {
  const { count } = spec;
  const check = (value: unknown) => {
    if (!(value instanceof Int32Array) || value.length !== count)
      throw new TypeError(`${path}: ${shown(value)} is not ${count} words`);
  };
  return scalar<Int32Array>({
    path,
    spec,
    initial: () => new Int32Array(count),
    check,
    write(out, value) {
      check(value);
      for (let i = 0; i < count; i++) out.u32(value[i]);
    },
    read(from) {
      const value = new Int32Array(count);
      for (let i = 0; i < count; i++) value[i] = from.i32();
      return value;
    },
  });
}
