import type { Tick } from "../../machine.ts";

const ERA_TICKS = 256;

/** A tick in two fields of a state: mostly, only the short one changes. */
export interface SplitTick {
  readonly beat: number;
  readonly era: number;
}

export const splitTick = (tick: Tick): SplitTick => ({ beat: tick % ERA_TICKS, era: Math.floor(tick / ERA_TICKS) });

export const joinTick = ({ beat, era }: SplitTick): Tick => era * ERA_TICKS + beat;
