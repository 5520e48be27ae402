import type { Tick } from "../../shared/machine.ts";

/** Where a room's commands go before anyone sees what they do (D4). */
export interface Recorder<Command> {
  /** The commands of `tick`, in order. Called for every tick, before its step. */
  append(tick: Tick, commands: readonly Command[]): void;
}

/** For rooms that nobody wants back after a crash. */
export const NO_RECORDER: Recorder<unknown> = { append() {} };
