/** All events of the lobby. `seat`: its only recipient; −1: all readers of the channel. */
export type Event =
  /**
   * Messages of a channel are numbered from 1 without gaps. `seat`: it has requested the history, in which some may be
   * missing.
   */
  | {
      readonly type: "line";
      readonly seat: number;
      readonly channel: string;
      readonly line: number;
      readonly player: number;
      readonly name: string;
      readonly role: number;
      readonly atS: number;
      /** From the command; for the author only. */
      readonly nonce: number;
      /** "": erased. */
      readonly text: string;
    }
  /** Ends the history: it has all messages from `first` to `last`, and maybe earlier ones; 0 and 0: none. */
  | {
      readonly type: "opened";
      readonly seat: number;
      readonly channel: string;
      readonly first: number;
      readonly last: number;
    }
  /** A channel was closed. */
  | { readonly type: "closed"; readonly channel: string }
  /** `by` 0: the author's account was deleted. */
  | { readonly type: "erased"; readonly channel: string; readonly line: number; readonly by: number }
  /** A command was refused: a value of `LOBBY_REFUSAL`. `waitTicks`: time until a retry makes sense; 0: never. */
  | {
      readonly type: "refused";
      readonly seat: number;
      readonly code: number;
      readonly nonce: number;
      readonly waitTicks: number;
    }
  | {
      readonly type: "reported";
      readonly channel: string;
      readonly line: number;
      readonly player: number;
      readonly by: number;
      readonly text: string;
      readonly why: string;
    }
  | {
      readonly type: "muted";
      readonly player: number;
      readonly untilS: number;
      readonly by: number;
      readonly why: string;
    }
  | {
      readonly type: "banned";
      readonly player: number;
      readonly untilS: number;
      readonly by: number;
      readonly why: string;
    }
  /** A player took their first seat, or left their last one. */
  | { readonly type: "came"; readonly player: number; readonly name: string }
  | { readonly type: "went"; readonly player: number; readonly name: string }
  /** An account was deleted: its messages were erased, and its seats removed. */
  | { readonly type: "forgotten"; readonly player: number }
  /** See the command; `seat`: of the player. */
  | { readonly type: "notice"; readonly seat: number; readonly id: number; readonly text: string };

export type EventType = Event["type"];
