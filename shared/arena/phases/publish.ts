import { ONE, turnBetween } from "../../math/fixed.ts";
import type { Phase } from "../emit.ts";
import { sameHelm } from "../helm.ts";
import { dropPast, keepPast } from "../past.ts";
import { readHelm } from "../rows.ts";
import { flyOn, keepShown, PARTED, readShown, rejoin } from "../shown.ts";
import { maskTold, wantsBoost } from "../told.ts";
import { copyVitals } from "../turn.ts";
import { type Helm, OWN_AGAIN_TICKS, PATCH_EVERY_TICKS, TOLD_AS, type World } from "../world.ts";

/** How near to the truth a turn that is not exact must bring a ship, as a share of ε: it is to last for a while. */
const GUESSED = 0.5;

/**
 * Tells clients, on a patch boundary, of ships whose truth has parted from what they see: where the keys held or the vitals
 * are others, or the error is too large. Each player is told the own ship apart, see {@link tellOwn}.
 */
export const publish: Phase = (world) => {
  const { ships, tick, config } = world;
  if (tick % PATCH_EVERY_TICKS !== 0) return;
  dropPast(world);
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] === 0) continue;
    if (ships.seat[slot] < config.seats) tellOwn(world, slot);
    if (ships.shownAt[slot] === 0) tell(world, slot, TOLD_AS.whole);
    else if (ships.parted[slot] !== 0) compare(world, slot);
  }
};

function compare(world: World, slot: number): void {
  const { ships, scratch, tick } = world;
  const truth = maskTold(readHelm(ships, slot, ships.hull[slot], scratch.helm));
  const seen = readShown(world, slot, scratch.parting);
  const parted = ships.parted[slot];
  if (sameHelm(truth, seen)) rejoin(world, slot);
  else if (parted & PARTED.moved) {
    if (differInSight(truth, seen) || areApart(world, truth, seen, 1)) tellMoved(world, slot, truth);
    else keepShown(world, slot, seen);
  } else {
    if ((parted & PARTED.turned) === 0) ships.turnedAt[slot] = tick;
    // Where it turned, too, clients will not have the vitals seen now.
    if (parted & PARTED.vitals) tell(world, slot, TOLD_AS.turnAndVitals);
    else if (truth.bits !== seen.bits || areApart(world, truth, seen, 1)) tell(world, slot, TOLD_AS.turn);
    else {
      // Another aim alone can wait, and is then too long ago to be told as a turn.
      ships.parted[slot] |= PARTED.moved;
      keepShown(world, slot, seen);
    }
  }
  if (ships.shownAt[slot] === tick) keepPast(world, slot, seen);
}

/** Of a ship that is not where a turn would bring it: told as one all the same, where that is near enough. */
function tellMoved(world: World, slot: number, truth: Helm): void {
  const { seenAt, turnedAt } = world.ships;
  const seen = seenAt[slot];
  if (tellGuess(world, slot, truth, seen)) return;
  if (turnedAt[slot] > seen && tellGuess(world, slot, truth, turnedAt[slot])) return;
  tell(world, slot, TOLD_AS.whole);
}

/** Tells a ship as if it had turned at a tick since the last patch. Returns false where that would bring it too far away. */
function tellGuess(world: World, slot: number, truth: Helm, turnedAt: number): boolean {
  const { ships, shown, scratch } = world;
  const guess = readHelm(shown, slot, ships.hull[slot], scratch.guess);
  if (wantsBoost(guess.bits) !== wantsBoost(truth.bits)) return false;
  flyOn(world, guess, ships.seenAt[slot], turnedAt);
  guess.bits = truth.bits;
  guess.aim = truth.aim;
  flyOn(world, guess, turnedAt);
  if (guess.docked !== truth.docked || areApart(world, guess, truth, GUESSED)) return false;
  const vitals = differInVitals(guess, truth);
  ships.turnedAt[slot] = turnedAt;
  copyVitals(truth, guess);
  tell(world, slot, vitals ? TOLD_AS.turnAndVitals : TOLD_AS.turn);
  if (sameHelm(maskTold(guess), truth)) return true;
  ships.parted[slot] = PARTED.moved;
  keepShown(world, slot, guess);
  return true;
}

function tell(world: World, slot: number, as: number): void {
  const { ships, scratch, tick } = world;
  rejoin(world, slot);
  ships.shownAt[slot] = tick;
  scratch.toldAs[slot] = as;
}

function differInVitals(a: Helm, b: Helm): boolean {
  return a.armor !== b.armor || a.shield !== b.shield || a.shieldWait !== b.shieldWait || a.guard !== b.guard;
}

function differInSight(a: Helm, b: Helm): boolean {
  return a.armor !== b.armor || a.shield !== b.shield || a.docked !== b.docked || a.guard > 0 !== b.guard > 0;
}

/** By more than a share of ε. */
function areApart({ config }: World, a: Helm, b: Helm, share: number): boolean {
  const [mostPx, mostTurn] = [config.slackPx * share, config.slackTurn * share];
  const turned = turnBetween(a.heading, b.heading);
  if (turned > mostTurn || -turned > mostTurn) return true;
  const dx = (a.x - b.x) / ONE;
  const dy = (a.y - b.y) / ONE;
  return dx * dx + dy * dy > mostPx * mostPx;
}

/** A player knows how the own ship flies under the own controls: only what else happened to it is news. */
function tellOwn({ ships, tick }: World, slot: number): void {
  const told = ships.ownAt[slot];
  if (told > 0 && ships.touched[slot] === 0 && tick - told < OWN_AGAIN_TICKS) return;
  ships.ownAt[slot] = tick;
  ships.touched[slot] = 0;
}
