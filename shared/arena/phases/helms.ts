import { fillGrid, fitGrid } from "../../math/grid.ts";
import type { Phase } from "../emit.ts";
import { stepHelm } from "../helm.ts";
import { isHelm, readHelm, writeHelm } from "../rows.ts";

/** Every ship flies one tick under its controls; notes who fired, and how hard each was thrown about. */
export const helms: Phase = (world) => {
  const { ships, scratch } = world;
  const { map, seats } = world.config;
  const { helm, rails, flown, jolts, dockedBefore, firedSlots, firedBits } = scratch;
  scratch.fired = 0;
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] === 0) continue;
    readHelm(ships, slot, ships.hull[slot], helm);
    const ofPerson = ships.seat[slot] < seats;
    if (ofPerson && ships.touched[slot] === 0 && !isHelm(helm, flown, slot)) ships.touched[slot] = 1;
    dockedBefore[slot] = helm.docked;
    const fired = stepHelm(helm, map, rails);
    const jx = helm.vx - ships.vx[slot];
    const jy = helm.vy - ships.vy[slot];
    jolts[slot] = Math.floor(Math.sqrt(jx * jx + jy * jy));
    writeHelm(helm, ships, slot);
    if (ofPerson) writeHelm(helm, flown, slot);
    if (fired === 0) continue;
    firedSlots[scratch.fired] = slot;
    firedBits[scratch.fired++] = fired;
  }
  fitGrid(scratch.ships, map.radiusPx);
  fillGrid(scratch.ships, ships, ships.x, ships.y);
};
