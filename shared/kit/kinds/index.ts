import type { Kind, Spec, SpecOf } from "./field.ts";
import { flagPlan } from "./flag.ts";
import { intPlan } from "./int.ts";
import { oneOfPlan } from "./one-of.ts";
import { optionalPlan } from "./optional.ts";
import type { Plan, Planner } from "./plan.ts";
import { recordPlan } from "./record.ts";
import { rowsPlan } from "./rows.ts";
import { arrayPlan, listPlan, perSeatPlan } from "./sequence.ts";
import { textPlan } from "./text.ts";
import { wordsPlan } from "./words.ts";

type Maker<K extends Kind> = (spec: SpecOf<K>, path: string, planner: Planner) => unknown;

/** How each kind of field becomes a plan; a seat number becomes an int first. */
const MAKERS: { readonly [K in Exclude<Kind, "seat">]: Maker<K> } = {
  int: intPlan,
  flag: flagPlan,
  oneOf: oneOfPlan,
  text: textPlan,
  list: listPlan,
  array: arrayPlan,
  record: recordPlan,
  words: wordsPlan,
  optional: optionalPlan,
  perSeat: perSeatPlan,
  rows: rowsPlan,
};

/** The plan of a field within rules of so many seats. */
export function planOf(spec: Spec, path: string, seats: number): Plan {
  const planner: Planner = { plan: (of, at) => planOf(of, at, seats) };
  const known = spec.kind === "seat" ? seatSpec(spec.low, seats) : spec;
  return (MAKERS[known.kind] as Maker<Kind>)(known, path, planner) as Plan;
}

const seatSpec = (low: number, seats: number): SpecOf<"int"> => ({ kind: "int", low, high: seats - 1, initial: low });
