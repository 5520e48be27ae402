import type { Cursor } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { Consumer } from "./consumer.ts";
import { LAST_INDEX } from "./event-id.ts";

/**
 * The initial cursors of a room's journal: the earlier ones, and the end of `tick` for a new consumer. They are written
 * with the world, so that a crash before the first delivery loses nothing.
 */
export function initialCursors(
  consumers: readonly Consumer[],
  before: ReadonlyMap<string, Cursor>,
  tick: Tick,
): ReadonlyMap<string, Cursor> {
  return new Map(
    consumers.map(({ name }) => [name, before.get(name) ?? { consumer: name, tick, index: LAST_INDEX }] as const),
  );
}
