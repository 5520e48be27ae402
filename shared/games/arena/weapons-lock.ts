import { CONTROL } from "./controls.ts";
import { ROUND, type World } from "./world.ts";

const TRIGGERS = CONTROL.primary | CONTROL.secondary | CONTROL.tapPrimary | CONTROL.tapSecondary;
/** Ticks after which every client knows that a round ended or began. */
const PHASE_KNOWN_TICKS = 60;

/** The controls without triggers while a result is shown: weapons do not fire then. */
export function allowedControls(world: World, bits: number): number {
  return world.phase === ROUND.playing ? bits : bits & ~TRIGGERS;
}

/** Whether the player may have given these controls before they knew of the phase: triggers, just after it began. */
export function mayMispredictPhase({ phase, phaseEndsAt, tick, config }: World, bits: number): boolean {
  const { roundTicks, resultTicks } = config;
  const beganAt = phaseEndsAt - (phase === ROUND.playing ? roundTicks : resultTicks);
  return (bits & TRIGGERS) !== 0 && tick - beganAt < PHASE_KNOWN_TICKS;
}
