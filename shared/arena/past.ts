import { addRow, removeRow } from "../table.ts";
import { SHOWN_BACK_TICKS } from "./data/rules.ts";
import { moveAlike } from "./helm.ts";
import { flyOn, readShown } from "./shown.ts";
import { newTold, readTold, writeTold } from "./told.ts";
import type { Helm, World } from "./world.ts";

const written = newTold();
/** Without what does not move a ship. */
const told = newTold();

/**
 * Keeps what clients saw of a ship that was told anew at the world's tick. A docked ship is not worth it: nobody could have aimed
 * at it in flight.
 *
 * @param seen at the world's tick, masked
 */
export function keepPast(world: World, slot: number, seen: Helm): void {
  const { past, ships, scratch, tick } = world;
  if (seen.docked > 0 || moveAlike(seen, readShown(world, slot, scratch.past))) return;
  const row = addRow(past);
  const { a, b, c, d, e, energy, aim } = writeTold(seen, tick, written);
  past.ship[row] = slot;
  past.tick[row] = tick;
  past.before[row] = ships.pastRow[slot];
  ships.pastRow[slot] = row + 1;
  past.a[row] = a;
  past.b[row] = b;
  past.c[row] = c;
  past.d[row] = d;
  past.e[row] = e;
  past.energy[row] = energy;
  past.aim[row] = aim;
}

/** Drops what nobody may see any more. */
export function dropPast({ past, tick }: World): void {
  for (let row = 0; row < past.high; row++)
    if (past.live[row] === 1 && tick - past.tick[row] >= SHOWN_BACK_TICKS) removeRow(past, row);
}

/** Drops what was seen of a ship that is gone. */
export function forgetPast(world: World, slot: number): void {
  const { past, ships } = world;
  let tick = world.tick + 1;
  let row = rowOf(world, slot, ships.pastRow[slot] - 1, tick);
  while (row >= 0) {
    tick = past.tick[row];
    const before = past.before[row] - 1;
    removeRow(past, row);
    row = rowOf(world, slot, before, tick);
  }
}

/**
 * What someone sees of a ship at the world's tick who has no newer patch than that of the tick `since`, at most
 * `SHOWN_BACK_TICKS` ago. Of a ship that was not shown yet: as it was shown first.
 */
export function readSeen(world: World, slot: number, since: number, to: Helm): Helm {
  const { past, ships } = world;
  const row = firstAfter(world, slot, since);
  if (row < 0) return readShown(world, slot, to);
  told.hull = ships.hull[slot];
  told.a = past.a[row];
  told.b = past.b[row];
  told.c = past.c[row];
  told.d = past.d[row];
  told.e = past.e[row];
  told.energy = past.energy[row];
  told.aim = past.aim[row];
  readTold(told, to);
  flyOn(world, to, past.tick[row]);
  return to;
}

/** The row of a ship's first telling after a tick; −1: it was not told since, or of nothing that moved it. */
function firstAfter(world: World, slot: number, since: number): number {
  const { past, ships } = world;
  let first = -1;
  let row = rowOf(world, slot, ships.pastRow[slot] - 1, world.tick + 1);
  while (row >= 0 && past.tick[row] > since) {
    first = row;
    row = rowOf(world, slot, past.before[row] - 1, past.tick[row]);
  }
  return first;
}

/** A row, if it is still of this ship and of before a tick; −1: it was dropped, and maybe used again. */
function rowOf({ past }: World, slot: number, row: number, tick: number): number {
  return row >= 0 && past.live[row] === 1 && past.ship[row] === slot && past.tick[row] < tick ? row : -1;
}
