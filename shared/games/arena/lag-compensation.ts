import { addRow, removeRow } from "../../table.ts";
import { LAG_COMPENSATION_TICKS } from "./data/rules.ts";
import { continueHelm, readPublished } from "./divergence.ts";
import { movesEqually } from "./helm.ts";
import { newPublishedMotion, packMotion, unpackMotion } from "./published-motion.ts";
import type { Helm, World } from "./world.ts";

const packed = newPublishedMotion();
/** Holds only the fields that affect movement. */
const unpacked = newPublishedMotion();

/**
 * Records the motion that clients saw of a ship until the world's tick, when a new one was published. Skips docked ships, which
 * nobody could aim at in flight.
 *
 * @param seen the motion at the world's tick, masked
 */
export function recordPast(world: World, slot: number, seen: Helm): void {
  const { past, ships, scratch, tick } = world;
  if (seen.docked > 0 || movesEqually(seen, readPublished(world, slot, scratch.pastHelm))) return;
  const row = addRow(past);
  const { a, b, c, d, e, energy, aim } = packMotion(seen, tick, packed);
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

/** Drops rows that are older than any view. */
export function prunePast({ past, tick }: World): void {
  for (let row = 0; row < past.high; row++)
    if (past.live[row] === 1 && tick - past.tick[row] >= LAG_COMPENSATION_TICKS) removeRow(past, row);
}

/** Drops all rows of a ship that is removed. */
export function removePastOf(world: World, slot: number): void {
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
 * Computes what a player sees of a ship at the world's tick when their newest patch is of the tick `since`, at most
 * `LAG_COMPENSATION_TICKS` ago. A ship that was not published by then is as it was published first.
 */
export function readPublishedAt(world: World, slot: number, since: number, to: Helm): Helm {
  const { past, ships } = world;
  const row = firstAfter(world, slot, since);
  if (row < 0) return readPublished(world, slot, to);
  unpacked.hull = ships.hull[slot];
  unpacked.a = past.a[row];
  unpacked.b = past.b[row];
  unpacked.c = past.c[row];
  unpacked.d = past.d[row];
  unpacked.e = past.e[row];
  unpacked.energy = past.energy[row];
  unpacked.aim = past.aim[row];
  unpackMotion(unpacked, to);
  continueHelm(world, to, past.tick[row]);
  return to;
}

/** The first row of a ship after a tick; −1: no motion that differs was published since. */
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

/** A row, if it still belongs to this ship and is older than a tick; −1: it was dropped, or reused. */
function rowOf({ past }: World, slot: number, row: number, tick: number): number {
  return row >= 0 && past.live[row] === 1 && past.ship[row] === slot && past.tick[row] < tick ? row : -1;
}
