import { CONTROL } from "./controls.ts";
import { ROUND, type World } from "./world.ts";

const TRIGGERS = CONTROL.primary | CONTROL.secondary | CONTROL.tapPrimary | CONTROL.tapSecondary;

/** Controls as far as the round allows them: while a result is shown, weapons are cold. */
export function coldBits(world: World, bits: number): number {
  return world.phase === ROUND.playing ? bits : bits & ~TRIGGERS;
}
