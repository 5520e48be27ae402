import type { Column } from "../../kit/index.ts";
import type { Tick } from "../../machine.ts";

const ERA_TICKS = 256;

/** A tick in two fields of a state: mostly, only the short one changes. Columns of rules have no "_". */
export interface SplitTick {
  readonly beat_: number;
  readonly era_: number;
}

export const splitTick = (tick: Tick): SplitTick => ({ beat_: tick % ERA_TICKS, era_: Math.floor(tick / ERA_TICKS) });

export const joinTick = ({ beat_, era_ }: SplitTick): Tick => era_ * ERA_TICKS + beat_;

const count = (name: keyof SplitTick, high: number): Column => ({
  name,
  path: name,
  visibility: "public",
  spec: { kind: "int", low: 0, high, initial: 0 },
});

/** The fields as columns. */
export const BEAT = count("beat_", ERA_TICKS - 1);
export const ERA = count("era_", 0xffff_ffff);
