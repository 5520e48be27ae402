import fc from "fast-check";
import { type Compiled, compile } from "../../../shared/kit/compiled.ts";
import { type AnyRules, asAnyRules, type Definition, defineRules } from "../../../shared/kit/index.ts";
import {
  type AnyField,
  array,
  type Field,
  type Fields,
  flag,
  int,
  list,
  oneOf,
  PerSeat,
  perSeat,
  RowTable,
  record,
  rows,
  type Spec,
  seatNumber,
  seatOrNobody,
  text,
  tick,
  type WorldFields,
} from "../../../shared/kit/kinds/field.ts";
import type { Rows } from "../../../shared/kit/kinds/row-list.ts";
import type { None } from "../../../shared/kit/types.ts";
import type { AnyDefinition, AnyWorld } from "../../../shared/kit/world.ts";

const SEATS = 3;
const bound = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger());

const scalar: fc.Arbitrary<AnyField> = fc.oneof(
  fc.tuple(bound, bound).map(([a, b]) => int(Math.min(a, b), Math.max(a, b))),
  fc.constant(flag()),
  fc.integer({ min: 1, max: 200 }).map((count) => oneOf(...Array.from({ length: count }, (_, i) => `name ${i}`))),
  fc.constantFrom(seatNumber(), seatOrNobody(), tick()),
  fc.integer({ min: 1, max: 20 }).map(text),
);
const inner = (field: AnyField) => field as Field<unknown, "private">;
const name = fc.constantFrom("a", "bee", "c3", "deltaX", "e", "f");
const fieldsOf = (of: fc.Arbitrary<AnyField>, minKeys = 1): fc.Arbitrary<Fields> =>
  fc.dictionary(name, of, { minKeys, maxKeys: 4, noNullPrototype: true });

const { field } = fc.letrec<{ field: AnyField }>((tie) => ({
  field: fc.oneof(
    { depthSize: "small" },
    { weight: 5, arbitrary: scalar },
    fc.tuple(fc.integer({ min: 1, max: 4 }), tie("field")).map(([most, of]) => list(most, inner(of))),
    fc.tuple(fc.integer({ min: 1, max: 4 }), tie("field")).map(([length, of]) => array(length, inner(of))),
    fieldsOf(tie("field")).map(record),
  ),
}));

const column = fc
  .tuple(field, fc.constantFrom("private", "public", "own"))
  .map(([of, visibility]) => (visibility === "private" ? of : visibility === "public" ? of.public() : of.own()));
const worldFields: fc.Arbitrary<WorldFields> = fc.dictionary(
  name,
  fc.oneof(
    fc.tuple(field, fc.boolean()).map(([of, shown]) => (shown ? of.public() : of)),
    fieldsOf(column).map(perSeat),
    fc
      .tuple(fc.integer({ min: 1, max: 6 }), fieldsOf(column))
      .map(([capacity, columns]) => rows(capacity, { ...columns, seat: seatNumber().public() })),
  ),
  { maxKeys: 4, noNullPrototype: true },
);

const hasPublicColumns = (of: WorldFields[string]) =>
  (of instanceof PerSeat || of instanceof RowTable) &&
  Object.values(of.columns).some(({ visibility }) => visibility === "public");

/** The same for each public number. */
const epsilonOf = ({ columns }: PerSeat<Fields>, epsilon: number) =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([of, { spec, visibility }]) =>
      spec.kind === "int" && visibility === "public" ? [[of, epsilon]] : [],
    ),
  );

/** Definitions of any fields. */
export const definition: fc.Arbitrary<AnyDefinition> = fc
  .record({
    world: worldFields,
    config: fieldsOf(field, 0),
    events: fc.dictionary(name, fieldsOf(field, 0), { maxKeys: 3, noNullPrototype: true }),
    commands: fc.dictionary(
      name,
      fieldsOf(field, 0).map((fields) => ({ fields, apply() {} })),
      { maxKeys: 3, noNullPrototype: true },
    ),
    entropy: fc.boolean(),
    continue: fc.boolean(),
    epsilon: fc.nat({ max: 1 }),
  })
  .map(({ continue: some, epsilon, ...rest }) => ({
    id: "any",
    version: 1,
    tickHz: 20,
    seats: SEATS,
    ...rest,
    continued: Object.fromEntries(
      Object.entries(rest.world)
        .filter(([, of]) => some && hasPublicColumns(of))
        .map(([of, table]) => [of, { epsilon: epsilonOf(table as PerSeat<Fields>, epsilon), continue: () => ({}) }]),
    ),
  }));

const character = fc.constantFrom("a", "é", "\u0000", "\uffff", "🚀");

/** Any value of a field. */
export function anyValue(spec: Spec): fc.Arbitrary<unknown> {
  switch (spec.kind) {
    case "int":
      return fc.integer({ min: spec.low, max: spec.high }).map((n) => n + 0);
    case "seat":
      return fc.integer({ min: spec.low, max: SEATS - 1 });
    case "flag":
      return fc.boolean();
    case "oneOf":
      return fc.constantFrom(...spec.names);
    case "text":
      return fc.array(character, { maxLength: Math.floor(spec.maxBytes / 4) }).map((all) => all.join(""));
    case "list":
      return fc.array(anyValue(spec.of.spec), { maxLength: spec.most });
    case "array":
    case "perSeat":
      return fc.array(anyValue(spec.of.spec), { minLength: spec.length, maxLength: spec.length });
    case "record":
      return anyValues(spec.fields);
    case "words":
      return fc.array(fc.integer(), { minLength: spec.count, maxLength: spec.count }).map((n) => Int32Array.from(n));
    case "optional":
      return fc.option(anyValue(spec.of.spec));
    case "rows":
      return fc.array(fc.option(anyValues(spec.fields)), { maxLength: 3 * spec.capacity });
  }
}

export const anyValues = (fields: Fields): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([of, { spec }]) => [of, anyValue(spec)])));

/** Sets every column of a world, hidden ones too; rows are added, and where there is null the first is removed. */
export function fill(world: Record<string, unknown>, fields: Fields, values: Record<string, unknown>): void {
  for (const [of, { spec }] of Object.entries(fields)) {
    if (spec.kind === "rows") play(world[of] as Rows<object>, values[of] as (object | null)[]);
    else if (spec.kind === "record" && of !== "config")
      fill(world[of] as Record<string, unknown>, spec.fields, values[of] as Record<string, unknown>);
    else world[of] = values[of];
  }
}

export function play(table: Rows<object>, acts: readonly (object | null)[]): void {
  for (const act of acts) {
    const [first] = table;
    if (act !== null) table.add(act);
    else if (first !== undefined) table.remove(first);
  }
}

export interface Sample {
  readonly rules: AnyRules;
  readonly compiled: Compiled;
  readonly world: AnyWorld;
}

export const anyRules = (of: AnyDefinition): AnyRules =>
  asAnyRules(defineRules(of as unknown as Definition<WorldFields, None, None, Fields>));

/** Rules of any fields, and any world of theirs. */
export const sample: fc.Arbitrary<Sample> = definition.chain((of) => {
  const compiled = compile(of);
  const { fields } = compiled.world.spec as Extract<Spec, { kind: "record" }>;
  return anyValues(fields).map((values) => {
    const world = compiled.world.initial();
    fill(world, fields, values);
    return { rules: anyRules(of), compiled, world };
  });
});
