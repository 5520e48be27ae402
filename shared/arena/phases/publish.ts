import { ONE, turnBetween } from "../../math/fixed.ts";
import type { Phase } from "../emit.ts";
import { stepHelm } from "../helm.ts";
import { isHelm, readHelm, writeHelm } from "../rows.ts";
import { roundToTold } from "../told.ts";
import { OWN_AGAIN_TICKS, PATCH_EVERY_TICKS, SHOWN_AGAIN_TICKS, type World } from "../world.ts";

/**
 * Continues what clients were last told of each ship, and on a patch boundary tells anew wherever that is too far from the
 * truth, something happened that flying on does not explain, or it was told long ago. The very step that clients use
 * continues it, so that both know the same. Each player is told the own ship apart, see {@link tellOwn}.
 */
export const publish: Phase = (world) => {
  const { ships, shown, tick, scratch, config } = world;
  const { helm, flown, rails } = scratch;
  const boundary = tick % PATCH_EVERY_TICKS === 0;
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] === 0) continue;
    if (ships.shownAt[slot] > 0) {
      stepHelm(readHelm(shown, slot, ships.hull[slot], helm), config.map, rails);
      writeHelm(helm, shown, slot);
    }
    readHelm(ships, slot, ships.hull[slot], helm);
    const ofPerson = ships.seat[slot] < config.seats;
    if (ofPerson && ships.touched[slot] === 0 && !isHelm(helm, flown, slot)) ships.touched[slot] = 1;
    if (!boundary) continue;
    if (ofPerson) tellOwn(world, slot);
    if (isDue(world, slot)) show(world, slot);
  }
};

function isDue({ ships, shown, tick, config }: World, slot: number): boolean {
  const told = ships.shownAt[slot];
  if (told === 0 || tick - told >= SHOWN_AGAIN_TICKS) return true;
  if (ships.armor[slot] !== shown.armor[slot] || ships.shield[slot] !== shown.shield[slot]) return true;
  if (ships.docked[slot] !== shown.docked[slot] || ships.guard[slot] > 0 !== shown.guard[slot] > 0) return true;
  const turned = turnBetween(ships.heading[slot], shown.heading[slot]);
  if (turned > config.slackTurn || -turned > config.slackTurn) return true;
  const dx = (ships.x[slot] - shown.x[slot]) / ONE;
  const dy = (ships.y[slot] - shown.y[slot]) / ONE;
  return dx * dx + dy * dy > config.slackPx * config.slackPx;
}

/** Of the helm in scratch. */
function show({ ships, shown, scratch, tick }: World, slot: number): void {
  const { helm } = scratch;
  writeHelm(roundToTold(helm, helm), shown, slot);
  ships.shownAt[slot] = tick;
}

/** A player knows how the own ship flies under the own controls: only what else happened to it is news. */
function tellOwn({ ships, scratch, tick }: World, slot: number): void {
  const told = ships.ownAt[slot];
  if (told > 0 && ships.touched[slot] === 0 && tick - told < OWN_AGAIN_TICKS) return;
  ships.ownAt[slot] = tick;
  ships.touched[slot] = 0;
  writeHelm(scratch.helm, scratch.flown, slot);
}
