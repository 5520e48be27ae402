import {
  type AnyField,
  Field,
  type Fields,
  flag,
  int,
  list,
  oneOf,
  optional,
  PerSeat,
  RowTable,
  record,
  tick,
  words,
} from "./kinds/field.ts";
import { planOf } from "./kinds/index.ts";
import type { Plan } from "./kinds/plan.ts";
import { Columns } from "./kinds/record.ts";
import { LAST_ID } from "./kinds/row-list.ts";
import type { FieldsByName } from "./types.ts";
import type { AnyContinued, AnyDefinition, AnyWorld } from "./world.ts";

type Config = Record<string, unknown>;

/** A definition with the plans of all its fields. */
export interface Compiled {
  readonly definition: AnyDefinition;
  readonly patchEveryTicks: number;
  readonly world: Plan<AnyWorld>;
  readonly config: Plan<Config>;
  readonly events: ByName;
  readonly commands: ByName;
  readonly continued: readonly ContinuedTable[];
  /** Public fields of the world itself. */
  readonly publicNames: readonly string[];
}

/** A table whose rows are published by exception. */
export interface ContinuedTable {
  readonly name: string;
  readonly rule: AnyContinued;
  /** The public ones. */
  readonly columns: readonly string[];
  /** How far each may be off. */
  readonly epsilons: readonly number[];
}

type ByName = { readonly [name: string]: Columns };

const PATCHES_PER_S = 20;

export function compile(definition: AnyDefinition): Compiled {
  const { id, seats, tickHz, config = {}, events = {}, commands = {} } = definition;
  const fieldsOfCommands = Object.fromEntries(Object.entries(commands).map(([name, { fields }]) => [name, fields]));
  return {
    definition,
    patchEveryTicks: definition.patchEveryTicks ?? Math.max(1, Math.round(tickHz / PATCHES_PER_S)),
    world: planOf(worldField(definition).spec, `${id}.world`, seats) as Plan<AnyWorld>,
    config: planOf(record(config).spec, `${id}.config`, seats) as Plan<Config>,
    events: columnsByName(events, `${id}.events`, seats),
    commands: columnsByName(fieldsOfCommands, `${id}.commands`, seats),
    continued: Object.entries(definition.continued ?? {}).map(([name, rule]) =>
      continuedTable(name, rule, tableOf(definition, name)),
    ),
    publicNames: Object.entries(definition.world).flatMap(([name, field]) =>
      !isTable(field) && field.visibility === "public" ? [name] : [],
    ),
  };
}

function columnsByName(byName: FieldsByName, path: string, seats: number): ByName {
  const planner = { plan: (spec: AnyField["spec"], at: string) => planOf(spec, at, seats) };
  return Object.fromEntries(
    Object.entries(byName).map(([name, fields]) => [name, new Columns(fields, `${path}.${name}`, planner)]),
  );
}

/** A world as one field: what every world has, the definition's own fields, and the kit's hidden ones. */
function worldField(definition: AnyDefinition): AnyField {
  const { seats, config = {}, world, entropy = false, continued = {} } = definition;
  const own = Object.entries(world).map(([name, field]) => [name, isTable(field) ? tableField(field, seats) : field]);
  const published = Object.keys(continued).map((name) => [name, publishedField(tableOf(definition, name), seats)]);
  const secret: Fields = entropy
    ? { secret: record({ key: words(4), drawn: int(0, Number.MAX_SAFE_INTEGER), held: flag() }) }
    : {};
  return record({
    tick: tick(),
    config: record(config),
    seats: perSeatField(seats, oneOf("empty", "here", "away")),
    wakeAt: tick(),
    entropyWanted: flag(),
    ...Object.fromEntries(own),
    hidden: record({
      random: words(4),
      holders: perSeatField(seats, int(0, 0xffff_ffff)),
      ...secret,
      published: record(Object.fromEntries(published)),
    }),
  });
}

type Table = PerSeat<Fields> | RowTable<Fields>;

export const isTable = (field: AnyField | Table | undefined): field is Table =>
  field instanceof PerSeat || field instanceof RowTable;

const perSeatField = (length: number, of: AnyField) => new Field({ kind: "perSeat", length, of }, "private");

function tableField(table: Table, seats: number): AnyField {
  if (table instanceof PerSeat) return perSeatField(seats, record(table.columns));
  return new Field({ kind: "rows", capacity: table.capacity, fields: table.columns }, "private");
}

function publishedField(table: Table, seats: number): AnyField {
  const row = record(publicFields(table));
  const capacity = table instanceof PerSeat ? seats : table.capacity;
  return list(capacity, optional(record({ id: int(0, LAST_ID), at: tick(), row })));
}

function tableOf({ id, world }: AnyDefinition, name: string): Table {
  const table = world[name];
  if (!isTable(table)) throw new TypeError(`${id}.continued.${name}: the world has no table of this name`);
  return table;
}

function continuedTable(name: string, rule: AnyContinued, table: Table): ContinuedTable {
  const { epsilon = {} } = rule;
  const columns = Object.keys(publicFields(table));
  return { name, rule, columns, epsilons: columns.map((column) => epsilon[column] ?? 0) };
}

/** Public columns of a table. */
function publicFields({ columns }: Table): Fields {
  return Object.fromEntries(Object.entries(columns).filter(([, { visibility }]) => visibility === "public"));
}
