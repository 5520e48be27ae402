import { CONTROL } from "./controls.ts";
import { ROUND, type World } from "./world.ts";

const TRIGGERS = CONTROL.primary | CONTROL.secondary | CONTROL.tapPrimary | CONTROL.tapSecondary;
/** By then everyone has heard of a round's end or of the next one's beginning. */
const HEARD_TICKS = 60;

/** Controls as far as the round allows them: while a result is shown, weapons are cold. */
export function coldBits(world: World, bits: number): number {
  return world.phase === ROUND.playing ? bits : bits & ~TRIGGERS;
}

/** Whether these controls may come from a player who does not know yet that weapons are cold, or no longer. */
export function mayMistake({ phase, phaseEndsAt, tick, config }: World, bits: number): boolean {
  const { roundTicks, resultTicks } = config;
  const beganAt = phaseEndsAt - (phase === ROUND.playing ? roundTicks : resultTicks);
  return (bits & TRIGGERS) !== 0 && tick - beganAt < HEARD_TICKS;
}
