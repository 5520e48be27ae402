import { PATCH_EVERY_TICKS } from "../arena/world.ts";

/** A ship's record tells its tick in patches modulo this; a record is told anew long before that many. */
const PATCHES = 256;

export function packTold(tick: number): number {
  return (tick / PATCH_EVERY_TICKS) & (PATCHES - 1);
}

/** @param now the tick of the patch that told, or a later one before the record was told again */
export function toldTick(told: number, now: number): number {
  const patch = Math.floor(now / PATCH_EVERY_TICKS);
  return (patch - ((patch - told) & (PATCHES - 1))) * PATCH_EVERY_TICKS;
}
