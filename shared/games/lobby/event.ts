/** Everything that leaves the lobby. `seat`: whom alone it concerns, −1 where it is everyone who reads the channel. */
export type Event =
  /** Lines of a channel count from 1, without gaps. `seat`: who asked for what was said before, of which some is forgotten. */
  | {
      readonly type: "line";
      readonly seat: number;
      readonly channel: string;
      readonly line: number;
      readonly player: number;
      readonly name: string;
      readonly role: number;
      readonly atS: number;
      /** Given with what was said; for its author only. */
      readonly nonce: number;
      /** "" where it was erased. */
      readonly text: string;
    }
  /** After the history: the channel remembers all lines from `first` to `last`, and may remember some before; 0 and 0: none. */
  | {
      readonly type: "opened";
      readonly seat: number;
      readonly channel: string;
      readonly first: number;
      readonly last: number;
    }
  /** A channel is no more: nobody reads it. */
  | { readonly type: "closed"; readonly channel: string }
  /** `by` 0: its author is gone. */
  | { readonly type: "erased"; readonly channel: string; readonly line: number; readonly by: number }
  /** A command was not followed: a value of `LOBBY_REFUSAL`. `waitTicks`: until it may be tried again; 0: no use. */
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
  /** A player came, who was not here under any seat, or is gone from all of them. */
  | { readonly type: "came"; readonly player: number; readonly name: string }
  | { readonly type: "went"; readonly player: number; readonly name: string }
  /** An account is gone: what it said was erased, and it was sent away. */
  | { readonly type: "forgotten"; readonly player: number }
  /** See the command; `seat`: where that player is. */
  | { readonly type: "notice"; readonly seat: number; readonly id: number; readonly text: string };

export type EventType = Event["type"];
