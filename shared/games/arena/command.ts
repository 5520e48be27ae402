import type { Controls } from "./controls.ts";

/** Everything that enters the arena. Each command has a handler in `commands/`, in an exhaustive table. */
export type Command =
  /**
   * `player`: id of a guest or an account; 0: unknown. `pilot`: id of this person at this seat, unique within the room and
   * never used again. Names are looked up by it.
   */
  | {
      readonly type: "join";
      readonly seat: number;
      readonly player: number;
      readonly pilot: number;
      readonly hull: number;
    }
  /** `seen`: age of the player's view: the tick that applies the command minus the tick of the patch they saw; 0: current. */
  | ({ readonly type: "controls"; readonly seat: number; readonly seen: number } & Readonly<Controls>)
  /** Chooses the hull to fly after the next respawn. */
  | { readonly type: "hull"; readonly seat: number; readonly hull: number }
  /** The socket closed and the seat is held. `back`: the player returned. `leave`: the hold ended, or the player left for good. */
  | { readonly type: "drop"; readonly seat: number }
  | { readonly type: "back"; readonly seat: number }
  | { readonly type: "leave"; readonly seat: number }
  /** An operator's order. */
  | { readonly type: "endRound" };

export type CommandType = Command["type"];
