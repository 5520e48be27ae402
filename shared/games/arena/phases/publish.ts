import { ONE, turnBetween } from "../../../math/fixed.ts";
import { clearDivergence, continueHelm, DIVERGED, readPublished, storePublished } from "../divergence.ts";
import type { Phase } from "../emit.ts";
import { sameHelm } from "../helm.ts";
import { prunePast, recordPast } from "../lag-compensation.ts";
import { maskUnpublished, wantsBoost } from "../published-motion.ts";
import { readHelm } from "../rows.ts";
import { copyVitals } from "../turn.ts";
import { type Helm, OWN_REFRESH_TICKS, PATCH_EVERY_TICKS, PUBLISHED_AS, type World } from "../world.ts";

/** How close an approximate turn must come, as a share of the allowed error: it should last for several patches. */
const APPROXIMATE_SHARE = 0.5;

/**
 * Publishes, on a patch boundary, ships that have diverged from what clients see: when controls or vitals differ, or the error is
 * too large. A player's own ship is published separately, see {@link publishOwn}.
 */
export const publish: Phase = (world) => {
  const { ships, tick, config } = world;
  if (tick % PATCH_EVERY_TICKS !== 0) return;
  prunePast(world);
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] === 0) continue;
    if (ships.seat[slot] < config.seats) publishOwn(world, slot);
    if (ships.shownAt[slot] === 0) publishAs(world, slot, PUBLISHED_AS.whole);
    else if (ships.diverged[slot] !== 0) compare(world, slot);
  }
};

function compare(world: World, slot: number): void {
  const { ships, scratch, tick } = world;
  const truth = maskUnpublished(readHelm(ships, slot, ships.hull[slot], scratch.helm));
  const seen = readPublished(world, slot, scratch.publishedHelm);
  const diverged = ships.diverged[slot];
  if (sameHelm(truth, seen)) clearDivergence(world, slot);
  else if (diverged & DIVERGED.moved) {
    if (differVisibly(truth, seen) || differInMotion(world, truth, seen, 1)) publishMoved(world, slot, truth);
    else storePublished(world, slot, seen);
  } else {
    if ((diverged & DIVERGED.turned) === 0) ships.turnedAt[slot] = tick;
    // If it turned as well, clients step it again from there, so they need the vitals of now.
    if (diverged & DIVERGED.vitals) publishAs(world, slot, PUBLISHED_AS.turnAndVitals);
    else if (truth.bits !== seen.bits || differInMotion(world, truth, seen, 1))
      publishAs(world, slot, PUBLISHED_AS.turn);
    else {
      // A change of aim alone can wait. By then it is too old to be published as a turn.
      ships.diverged[slot] |= DIVERGED.moved;
      storePublished(world, slot, seen);
    }
  }
  if (ships.shownAt[slot] === tick) recordPast(world, slot, seen);
}

/** Publishes a ship that no turn reproduces exactly: as an approximate turn where that is close enough, else whole. */
function publishMoved(world: World, slot: number, truth: Helm): void {
  const { seenAt, turnedAt } = world.ships;
  const seen = seenAt[slot];
  if (publishApproximately(world, slot, truth, seen)) return;
  if (turnedAt[slot] > seen && publishApproximately(world, slot, truth, turnedAt[slot])) return;
  publishAs(world, slot, PUBLISHED_AS.whole);
}

/** Publishes a ship as if it had turned at a tick since the last patch. Returns false, and does nothing, if the error is too large. */
function publishApproximately(world: World, slot: number, truth: Helm, turnedAt: number): boolean {
  const { ships, shown, scratch } = world;
  const approximation = readHelm(shown, slot, ships.hull[slot], scratch.approximateHelm);
  if (wantsBoost(approximation.bits) !== wantsBoost(truth.bits)) return false;
  continueHelm(world, approximation, ships.seenAt[slot], turnedAt);
  approximation.bits = truth.bits;
  approximation.aim = truth.aim;
  continueHelm(world, approximation, turnedAt);
  if (approximation.docked !== truth.docked || differInMotion(world, approximation, truth, APPROXIMATE_SHARE))
    return false;
  const vitals = differInVitals(approximation, truth);
  ships.turnedAt[slot] = turnedAt;
  copyVitals(truth, approximation);
  publishAs(world, slot, vitals ? PUBLISHED_AS.turnAndVitals : PUBLISHED_AS.turn);
  if (sameHelm(maskUnpublished(approximation), truth)) return true;
  ships.diverged[slot] = DIVERGED.moved;
  storePublished(world, slot, approximation);
  return true;
}

function publishAs(world: World, slot: number, as: number): void {
  const { ships, scratch, tick } = world;
  clearDivergence(world, slot);
  ships.shownAt[slot] = tick;
  scratch.publishedAs[slot] = as;
}

function differInVitals(a: Helm, b: Helm): boolean {
  return a.armor !== b.armor || a.shield !== b.shield || a.shieldWait !== b.shieldWait || a.guard !== b.guard;
}

function differVisibly(a: Helm, b: Helm): boolean {
  return a.armor !== b.armor || a.shield !== b.shield || a.docked !== b.docked || a.guard > 0 !== b.guard > 0;
}

/** Whether position or heading differ by more than a share of the allowed error. */
function differInMotion({ config }: World, a: Helm, b: Helm, share: number): boolean {
  const [mostPx, mostTurn] = [config.slackPx * share, config.slackTurn * share];
  const turned = turnBetween(a.heading, b.heading);
  if (turned > mostTurn || -turned > mostTurn) return true;
  const dx = (a.x - b.x) / ONE;
  const dy = (a.y - b.y) / ONE;
  return dx * dx + dy * dy > mostPx * mostPx;
}

/** A player predicts their own ship, so it is sent when anything else changed it, and now and then. */
function publishOwn({ ships, tick }: World, slot: number): void {
  const lastAt = ships.ownAt[slot];
  if (lastAt > 0 && ships.touched[slot] === 0 && tick - lastAt < OWN_REFRESH_TICKS) return;
  ships.ownAt[slot] = tick;
  ships.touched[slot] = 0;
}
