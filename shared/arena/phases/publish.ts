import { ONE, turnBetween } from "../../math/fixed.ts";
import type { Phase } from "../emit.ts";
import { sameHelm } from "../helm.ts";
import { readHelm } from "../rows.ts";
import { PARTED, readShown, rejoin } from "../shown.ts";
import { maskTold } from "../told.ts";
import { type Helm, OWN_AGAIN_TICKS, PATCH_EVERY_TICKS, TOLD_AS, type World } from "../world.ts";

/**
 * Tells clients, on a patch boundary, of ships whose truth has parted from what they see: where the keys held or the vitals
 * are others, or the error is too large. Each player is told the own ship apart, see {@link tellOwn}.
 */
export const publish: Phase = (world) => {
  const { ships, tick, config } = world;
  if (tick % PATCH_EVERY_TICKS !== 0) return;
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] === 0) continue;
    if (ships.seat[slot] < config.seats) tellOwn(world, slot);
    if (ships.shownAt[slot] === 0) tell(world, slot, TOLD_AS.whole);
    else if (ships.parted[slot] !== 0) compare(world, slot);
  }
};

function compare(world: World, slot: number): void {
  const { ships, shown, scratch, tick } = world;
  const truth = maskTold(readHelm(ships, slot, ships.hull[slot], scratch.helm));
  const seen = readShown(world, slot, scratch.parting);
  const parted = ships.parted[slot];
  if (sameHelm(truth, seen)) rejoin(world, slot);
  else if (parted & PARTED.moved) {
    if (differInSight(truth, seen) || areApart(world, truth, seen)) tell(world, slot, TOLD_AS.whole);
  } else {
    if ((parted & PARTED.turned) === 0) ships.turnedAt[slot] = tick;
    // Where it turned, too, clients will not have the vitals seen now.
    if (parted & PARTED.vitals) tell(world, slot, TOLD_AS.turnAndVitals);
    else if (truth.bits !== shown.bits[slot] || areApart(world, truth, seen)) tell(world, slot, TOLD_AS.turn);
    // Another aim alone can wait, and is then too long ago to be told as a turn.
    else ships.parted[slot] |= PARTED.moved;
  }
}

function tell(world: World, slot: number, as: number): void {
  const { ships, scratch, tick } = world;
  rejoin(world, slot);
  ships.shownAt[slot] = tick;
  scratch.toldAs[slot] = as;
}

function differInSight(a: Helm, b: Helm): boolean {
  return a.armor !== b.armor || a.shield !== b.shield || a.docked !== b.docked || a.guard > 0 !== b.guard > 0;
}

function areApart({ config }: World, a: Helm, b: Helm): boolean {
  const turned = turnBetween(a.heading, b.heading);
  if (turned > config.slackTurn || -turned > config.slackTurn) return true;
  const dx = (a.x - b.x) / ONE;
  const dy = (a.y - b.y) / ONE;
  return dx * dx + dy * dy > config.slackPx * config.slackPx;
}

/** A player knows how the own ship flies under the own controls: only what else happened to it is news. */
function tellOwn({ ships, tick }: World, slot: number): void {
  const told = ships.ownAt[slot];
  if (told > 0 && ships.touched[slot] === 0 && tick - told < OWN_AGAIN_TICKS) return;
  ships.ownAt[slot] = tick;
  ships.touched[slot] = 0;
}
