import type { Tick } from "../machine.ts";
import { createRandom } from "../math/random.ts";
import { copyData } from "./kinds/data.ts";
import { Rows } from "./kinds/row-list.ts";
import type { SeatStatus } from "./types.ts";
import type { AnyDerived, AnyWorld, Values } from "./world.ts";

/** A row of which some columns are known. `id`: the row's, or of `perSeat`, the seat. */
export interface KnownRow {
  readonly id: number;
  readonly row: Values;
}

/** What a client knows of a world. */
export interface KnownWorld {
  readonly tick: Tick;
  readonly config: Values;
  /** By seat. */
  readonly seats: readonly { readonly status: SeatStatus }[];
  /** Fields of the world itself. */
  readonly root: Values;
  /** Known columns of rows by table, in the order of their ids. */
  readonly tables: Readonly<Record<string, Iterable<KnownRow>>>;
}

/**
 * A world with all that is known of it, and everything else as in an empty one: for predictions. Its chance is not the
 * server's, its rows have other slots, and nothing of it was published.
 */
export function worldFrom(derived: AnyDerived, known: KnownWorld): AnyWorld {
  const world = derived.emptyWorld(known.config);
  world.tick = known.tick;
  world.hidden.random.set(createRandom(known.tick));
  for (const [seat, { status }] of known.seats.entries()) world.seats[seat] = status;
  for (const [name, value] of Object.entries(known.root)) world[name] = copyData(value);
  for (const [name, rows] of Object.entries(known.tables)) fill(world[name] as Rows<Values> | Values[], rows);
  return world;
}

function fill(table: Rows<Values> | readonly Values[], rows: Iterable<KnownRow>): void {
  for (const { id, row } of rows) {
    const to = table instanceof Rows ? addRow(table, id) : table[id];
    for (const name of Object.keys(row)) (to as Record<string, unknown>)[name] = copyData(row[name]);
  }
}

/** Adds the row with this id, which is the newest so far. */
function addRow(table: Rows<Values>, id: number): Values {
  if (id <= table.lastId) throw new RangeError(`row ${id}: comes after row ${table.lastId}`);
  table.lastId = id - 1;
  const added = table.add({});
  if (added === null) throw new RangeError(`row ${id}: more rows than ${table.capacity}`);
  return added;
}
