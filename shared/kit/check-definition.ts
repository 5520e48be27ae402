import { Field, type Fields, type Kind, PerSeat, RowTable, type Spec, type SpecOf } from "./kinds/field.ts";
import { shown } from "./kinds/plan.ts";
import type { AnyDefinition } from "./world.ts";

const LIMITS = { values: 1_000_000, textBytes: 65_536, names: 256, seats: 4_096, tickHz: 1_000, version: 0xffff_ffff };

/** Names and visibility that a field may have where it stands. */
interface Place {
  /** Names that the kit uses itself. */
  readonly reserved: readonly string[];
  /** Why a field cannot be marked so here; undefined: it can. */
  readonly ownRefused?: string;
  readonly publicRefused?: string;
}

const NOT_A_COLUMN = "only columns of the world have a visibility; leave the mark out";
const NO_HOLDER = "own() needs a seat whose holder sees it: use it in perSeat rows, or in rows with seat: seatNumber()";
const INNER: Place = { reserved: [], ownRefused: NOT_A_COLUMN, publicRefused: NOT_A_COLUMN };
const WORLD: Place = {
  reserved: ["tick", "config", "seats", "wakeAt", "entropyWanted", "hidden"],
  ownRefused: NO_HOLDER,
};
const COMMAND: Place = { ...INNER, reserved: ["type", "seat"] };
const EVENT: Place = {
  reserved: ["type"],
  publicRefused: "an event reaches everyone anyway, or the seat of its own() field alone; leave .public() out",
};
const COMMAND_NAMES = ["join", "drop", "back", "leave", "entropy"];

const NAME = /^[a-z][A-Za-z0-9]{0,62}$/;

/** Throws a TypeError or RangeError for the first mistake: where it is, the value, and what would do. */
export function checkDefinition(definition: AnyDefinition): void {
  const { id, config = {}, world, events = {}, commands = {} } = definition;
  if (typeof id !== "string" || !/^[a-z][a-z0-9-]{0,62}$/.test(id))
    throw new TypeError(`id: ${shown(id)} is not a name of small letters, digits and "-"`);
  checkWhole(`${id}.version`, definition.version, 1, LIMITS.version);
  checkWhole(`${id}.tickHz`, definition.tickHz, 1, LIMITS.tickHz);
  checkWhole(`${id}.seats`, definition.seats, 1, LIMITS.seats);
  if (definition.patchEveryTicks !== undefined)
    checkWhole(`${id}.patchEveryTicks`, definition.patchEveryTicks, 1, LIMITS.tickHz);
  checkFields(config, `${id}.config`, INNER);
  checkWorldFields(world, `${id}.world`);
  checkCount(events, `${id}.events`);
  checkCount(commands, `${id}.commands`);
  for (const [name, fields] of Object.entries(events)) {
    checkName(name, `${id}.events.${name}`, []);
    checkFields(fields, `${id}.events.${name}`, EVENT);
    checkRecipient(fields, `${id}.events.${name}`);
  }
  for (const [name, command] of Object.entries(commands)) {
    const path = `${id}.commands.${name}`;
    checkName(name, path, COMMAND_NAMES);
    if (typeof command?.apply !== "function")
      throw new TypeError(`${path}: needs fields and apply(game, seat, values)`);
    checkFields(command.fields, path, COMMAND);
  }
  checkContinued(definition);
}

function checkWhole(path: string, value: unknown, low: number, high: number): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high)
    throw new RangeError(`${path}: ${shown(value)} is not a whole number from ${low} to ${high}`);
}

function checkName(name: string, path: string, reserved: readonly string[]): void {
  if (reserved.includes(name) || name in Object.prototype)
    throw new TypeError(`${path}: the name ${name} is used by the kit itself; choose another`);
  if (!NAME.test(name)) throw new TypeError(`${path}: ${shown(name)} is not a name of letters and digits in camelCase`);
}

function checkCount(of: object, path: string): void {
  const count = Object.keys(of).length;
  if (count > 200) throw new RangeError(`${path}: ${count} of them, more than 200`);
}

/** One seat number of an event may be marked own: the seat that alone receives it. */
function checkRecipient(fields: Fields, path: string): void {
  const own = Object.entries(fields).filter(([, { visibility }]) => visibility === "own");
  for (const [i, [name, { spec }]] of own.entries())
    if (i > 0 || spec.kind !== "seat")
      throw new TypeError(
        `${path}.${name}: is marked own, but own() is for the one seatNumber() that receives the event`,
      );
}

function checkFields(fields: unknown, path: string, place: Place): asserts fields is Fields {
  if (typeof fields !== "object" || fields === null)
    throw new TypeError(`${path}: ${shown(fields)} is not a set of fields`);
  for (const [name, field] of Object.entries(fields)) checkField(name, field, `${path}.${name}`, place);
}

function checkField(name: string, field: unknown, path: string, place: Place): void {
  checkName(name, path, place.reserved);
  checkVisibility(checkSpec(field, path), path, place);
}

function checkVisibility({ visibility }: Field<unknown>, path: string, place: Place): void {
  const refused = { private: undefined, own: place.ownRefused, public: place.publicRefused }[visibility];
  if (refused !== undefined) throw new TypeError(`${path}: is marked ${visibility}, but ${refused}`);
}

function checkSpec(field: unknown, path: string): Field<unknown> {
  if (field instanceof PerSeat || field instanceof RowTable)
    throw new TypeError(`${path}: ${field.kind} stands in the world itself only`);
  if (!(field instanceof Field))
    throw new TypeError(
      `${path}: ${shown(field)} is not a field; use int(low, high), flag(), oneOf(…), text(maxBytes), …`,
    );
  (CHECKS[field.spec.kind] as (spec: Spec, path: string) => void)(field.spec, path);
  return field;
}

function checkInner(field: unknown, path: string): void {
  checkVisibility(checkSpec(field, path), path, INNER);
}

function checkBound(path: string, name: string, value: unknown, low: number, high: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < low || (value as number) > high || Object.is(value, -0))
    throw new RangeError(`${path}: ${name} is ${shown(value)}, not a whole number from ${low} to ${high}`);
}

/** Whether the bounds of each kind are bounds. */
const CHECKS: { readonly [K in Kind]: (spec: SpecOf<K>, path: string) => void } = {
  int({ low, high, initial }, path) {
    checkBound(path, "low", low, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    checkBound(path, "high", high, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    if (low > high) throw new RangeError(`${path}: low ${low} is above high ${high}`);
    checkBound(path, "initial", initial, low, high);
  },
  flag() {},
  seat() {},
  oneOf({ names }, path) {
    checkBound(path, "the number of names", names.length, 1, LIMITS.names);
    for (const name of names)
      if (typeof name !== "string" || name === "") throw new TypeError(`${path}: ${shown(name)} is not a name`);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new TypeError(`${path}: ${shown(twice)} is there twice`);
  },
  text: ({ maxBytes }, path) => checkBound(path, "maxBytes", maxBytes, 1, LIMITS.textBytes),
  list({ most, of }, path) {
    checkBound(path, "most", most, 1, LIMITS.values);
    checkInner(of, `${path}[]`);
  },
  array({ length, of }, path) {
    checkBound(path, "length", length, 1, LIMITS.values);
    checkInner(of, `${path}[]`);
  },
  record({ fields }, path) {
    checkFields(fields, path, INNER);
    // Every value takes a byte, so that few bytes cannot be many values.
    if (Object.keys(fields).length === 0) throw new TypeError(`${path}: a record needs a field`);
  },
  perSeat: () => {},
  rows: () => {},
  words: () => {},
  optional: () => {},
};

function checkWorldFields(world: unknown, path: string): void {
  if (typeof world !== "object" || world === null)
    throw new TypeError(`${path}: ${shown(world)} is not a set of fields`);
  for (const [name, field] of Object.entries(world)) {
    const at = `${path}.${name}`;
    if (!(field instanceof PerSeat || field instanceof RowTable)) {
      checkField(name, field, at, WORLD);
      continue;
    }
    checkName(name, at, WORLD.reserved);
    if (field instanceof RowTable) checkBound(at, "capacity", field.capacity, 1, LIMITS.values);
    checkFields(field.columns, at, columnsOf(field));
  }
}

function columnsOf(table: PerSeat<Fields> | RowTable<Fields>): Place {
  const held = table instanceof PerSeat || table.columns.seat?.spec?.kind === "seat";
  return {
    reserved: ["id", "slot"],
    ...(held ? {} : { ownRefused: NO_HOLDER }),
  };
}

function checkContinued({ id, world, continued = {} }: AnyDefinition): void {
  for (const [name, rule] of Object.entries(continued)) {
    const path = `${id}.continued.${name}`;
    const table = world[name];
    if (!(table instanceof PerSeat || table instanceof RowTable))
      throw new TypeError(`${path}: the world has no table ${shown(name)}`);
    if (Object.values(table.columns).every(({ visibility }) => visibility !== "public"))
      throw new TypeError(`${path}: ${name} has no public column`);
    if (typeof rule?.continue !== "function") throw new TypeError(`${path}: needs continue(row, ticks, world)`);
    if (rule.jumpUnits !== undefined) checkBound(path, "jumpUnits", rule.jumpUnits, 1, Number.MAX_SAFE_INTEGER);
    for (const [column, epsilon] of Object.entries(rule.epsilon ?? {})) {
      const field = table.columns[column];
      if (field?.visibility !== "public" || !["int", "seat"].includes(field.spec.kind))
        throw new TypeError(`${path}.epsilon.${column}: ${name} has no public column of numbers of this name`);
      checkBound(`${path}.epsilon`, column, epsilon, 0, Number.MAX_SAFE_INTEGER);
    }
  }
}
