import type { Phase } from "../emit.ts";
import { stepHelm } from "../helm.ts";
import { readHelm, writeHelm } from "../rows.ts";
import { HELM_FIELDS, PATCH_EVERY_TICKS, SHOWN_AGAIN_TICKS, type World } from "../world.ts";

/**
 * Continues what clients were last told of each ship, and on a patch boundary tells anew wherever that is not the truth
 * or was told long ago. The very step that clients use continues it, so that both know the same.
 */
export const publish: Phase = (world) => {
  const { ships, shown, tick, scratch } = world;
  const { helm, rails } = scratch;
  const boundary = tick % PATCH_EVERY_TICKS === 0;
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] === 0) continue;
    const told = ships.shownAt[slot];
    if (told > 0) {
      stepHelm(readHelm(shown, slot, ships.hull[slot], helm), world.config.map, rails);
      writeHelm(helm, shown, slot);
    }
    if (boundary && (told === 0 || tick - told >= SHOWN_AGAIN_TICKS || differs(world, slot))) show(world, slot);
  }
};

function differs(world: World, slot: number): boolean {
  const { ships, shown } = world;
  for (let i = 0; i < HELM_FIELDS.length; i++) {
    const field = HELM_FIELDS[i];
    if (ships[field][slot] !== shown[field][slot]) return true;
  }
  return false;
}

function show(world: World, slot: number): void {
  const { ships, shown, scratch } = world;
  writeHelm(readHelm(ships, slot, ships.hull[slot], scratch.helm), shown, slot);
  ships.shownAt[slot] = world.tick;
}
