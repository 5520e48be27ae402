import { LAG_COMPENSATION_TICKS } from "./data/rules.ts";
import { stepHelm } from "./helm.ts";
import { maskUnpublished, publishedAim, publishedControls } from "./published-motion.ts";
import { moveBodies, type Rails, spareRails } from "./rails.ts";
import { readHelm, writeHelm } from "./rows.ts";
import { HELM_FIELDS, type Helm, type World } from "./world.ts";

/**
 * How a ship has diverged from what clients see, as bits. 0: not at all. Clients then compute the ship's true motion by
 * themselves, so the server neither stores nor steps theirs. Otherwise `shown` holds what they saw at tick `seenAt`, after the
 * last patch, and they have continued it since.
 */
export const DIVERGED = {
  /** Its controls changed once since the last patch, at `turnedAt`. Clients that apply them from there see the true motion. */
  turned: 1,
  /** It changed in a way that does not move it. */
  vitals: 2,
  /** Anything else. */
  moved: 4,
} as const;

/**
 * Computes what clients who received everything see of a ship at the world's tick. For a ship that was not published yet: what
 * they will see.
 */
export function readPublished(world: World, slot: number, to: Helm): Helm {
  const { ships, shown } = world;
  const diverged = ships.diverged[slot] !== 0 && ships.shownAt[slot] > 0;
  readHelm(diverged ? shown : ships, slot, ships.hull[slot], to);
  if (diverged) continueHelm(world, to, ships.seenAt[slot]);
  return maskUnpublished(to);
}

/** Continues a helm of an earlier tick, at most `LAG_COMPENSATION_TICKS` ago. */
export function continueHelm(world: World, helm: Helm, from: number, to: number = world.tick): void {
  for (let tick = from + 1; tick <= to; tick++) stepHelm(helm, world.config.map, railsAt(world, tick));
}

function railsAt({ scratch, config, tick: now }: World, tick: number): Rails {
  if (tick === now) return scratch.rails;
  const { recentRails, olderRails } = scratch;
  let rails = recentRails[tick % recentRails.length];
  if (now - tick >= recentRails.length) {
    const at = tick % LAG_COMPENSATION_TICKS;
    olderRails[at] ??= spareRails(scratch.rails);
    rails = olderRails[at];
  }
  if (rails.tick !== tick) moveBodies(rails, config.map, tick);
  return rails;
}

/** Stores what clients see of a ship at the world's tick. */
export function storePublished({ ships, shown, tick }: World, slot: number, seen: Helm): void {
  writeHelm(seen, shown, slot);
  ships.seenAt[slot] = tick;
}

/** Call it before anything but its own motion changes a ship, where its player predicts the change. */
export function markDiverged(world: World, slot: number, how: number): void {
  const { ships, shown, scratch } = world;
  if (ships.diverged[slot] === 0) {
    const { publishedHelm } = scratch;
    writeHelm(maskUnpublished(readHelm(ships, slot, ships.hull[slot], publishedHelm)), shown, slot);
    ships.seenAt[slot] = lastFlown(world);
  }
  ships.diverged[slot] |= how;
}

/** Call it before anything but its own motion changes a ship, where its player cannot predict the change. */
export function markTouched(world: World, slot: number, how: number): void {
  markDiverged(world, slot, how);
  world.ships.touched[slot] = 1;
}

/** Clients see the true motion again. */
export function clearDivergence({ ships, shown }: World, slot: number): void {
  ships.diverged[slot] = ships.seenAt[slot] = 0;
  for (const field of HELM_FIELDS) shown[field][slot] = 0;
}

/** Gives a ship new controls. */
export function setControls(world: World, slot: number, bits: number, aim: number): void {
  const { ships } = world;
  const [before, after] = [publishedControls(ships.bits[slot]), publishedControls(bits)];
  if (before !== after || publishedAim(before, ships.aim[slot]) !== publishedAim(after, aim)) {
    const now = lastFlown(world);
    const again = (ships.diverged[slot] & DIVERGED.turned) !== 0 && ships.turnedAt[slot] !== now;
    markDiverged(world, slot, again ? DIVERGED.moved : DIVERGED.turned);
    ships.turnedAt[slot] = now;
    ships.turnEnergy[slot] = ships.energy[slot];
  }
  ships.bits[slot] = bits;
  ships.aim[slot] = aim;
}

/** The last tick in which ships moved: commands are applied before they move. */
function lastFlown({ scratch, tick }: World): number {
  return scratch.movedAt === tick ? tick : tick - 1;
}
