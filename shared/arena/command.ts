import type { Controls } from "./controls.ts";

/** Everything that enters the arena. Handlers in `commands/`, one a file, in an exhaustive table. */
export type Command =
  /**
   * `player`: id of a guest or an account; 0: unknown. `pilot`: names who took this seat this time, within the room; never
   * given twice. Whoever needs their name looks it up by that.
   */
  | {
      readonly type: "join";
      readonly seat: number;
      readonly player: number;
      readonly pilot: number;
      readonly hull: number;
    }
  /** `seen`: how many ticks before the tick that takes it the patch was made that its player saw; 0: the truth. */
  | ({ readonly type: "controls"; readonly seat: number; readonly seen: number } & Readonly<Controls>)
  /** The hull to fly after the next respawn. */
  | { readonly type: "hull"; readonly seat: number; readonly hull: number }
  /** The socket is gone and the seat is held; `back` when it returned, `leave` when it did not or went for good. */
  | { readonly type: "drop"; readonly seat: number }
  | { readonly type: "back"; readonly seat: number }
  | { readonly type: "leave"; readonly seat: number }
  /** An operator's order. */
  | { readonly type: "endRound" };

export type CommandType = Command["type"];
