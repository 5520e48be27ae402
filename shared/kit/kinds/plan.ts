import type { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import type { Kind, Spec } from "./field.ts";

/** All that can be done with values of one field. `path` names it in errors: "trails.world.riders.x". */
export interface Plan<T = unknown> {
  readonly path: string;
  readonly spec: Spec;
  /** Plans of the values within this one: by column, or as "of". */
  readonly parts: Readonly<Record<string, Plan>>;
  /** A value to start with; a new one each time. */
  initial(): T;
  /** Throws a TypeError or RangeError that names path, value and bounds. */
  check(value: unknown): void;
  /** Checks the value, too. */
  write(out: ByteWriter, value: T): void;
  /** Throws `CodecError` on bytes that `write` could not have written. */
  read(from: ByteReader): T;
  /** The value of a field of the same name in other rules. Throws {@link Misfit} where it cannot be one here. */
  carry(value: unknown, from: Plan): T;
}

/** A value of other rules that a field cannot hold. */
export class Misfit extends Error {
  override readonly name = "Misfit";
}

/** Makes plans of specs within one definition. */
export interface Planner {
  plan(spec: Spec, path: string): Plan;
}

/** How an error shows a value. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? `a list of ${value.length}` : "an object";
}

/** A plan for values that are carried over as they are, if they pass `check`. */
export function scalar<T>(plan: Omit<Plan<T>, "carry" | "parts">): Plan<T> {
  return {
    ...plan,
    parts: {},
    carry(value, from) {
      sameKind(plan, from);
      return fitting(plan, value);
    },
  };
}

export function sameKind(
  { path, spec }: { readonly path: string; readonly spec: { readonly kind: Kind } },
  from: Plan,
) {
  if (spec.kind !== from.spec.kind) throw new Misfit(`${path}: was of kind ${from.spec.kind}, is of kind ${spec.kind}`);
}

function fitting<T>(plan: Pick<Plan<T>, "check">, value: unknown): T {
  try {
    plan.check(value);
    return value as T;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new Misfit(error.message);
    throw error;
  }
}
