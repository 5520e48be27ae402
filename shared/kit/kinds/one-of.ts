import { CodecError } from "../../machine.ts";
import type { SpecOf } from "./field.ts";
import { type Plan, scalar, shown } from "./plan.ts";

/** A name, as the number of its place. */
export function oneOfPlan(spec: SpecOf<"oneOf">, path: string): Plan<string> {
  const { names } = spec;
  const numbers = new Map(names.map((name, i) => [name, i]));
  const numberOf = (value: unknown) => {
    const number = numbers.get(value as string);
    if (number === undefined) throw new TypeError(`${path}: ${shown(value)} is none of ${names.join(", ")}`);
    return number;
  };
  return scalar<string>({
    path,
    spec,
    initial: () => names[0],
    check: (value) => void numberOf(value),
    write: (out, value) => void out.varint(numberOf(value)),
    read(from) {
      const number = from.varint();
      if (number >= names.length) throw new CodecError(`${path}: no name has number ${number}`);
      return names[number];
    },
  });
}
