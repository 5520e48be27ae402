/** The id of the event in another room or service that caused a command, which makes the command idempotent. */
export interface CausationId {
  readonly room: string;
  readonly tick: number;
  readonly index: number;
}

/**
 * All commands of the lobby. The inbox has normalized, bounded and filtered their text. `player`: id of an account or
 * guest (1 to 2³¹ − 1); 0: unknown. `atS`: wall clock when the command arrived, s since 1970.
 */
export type Command =
  | {
      readonly type: "join";
      readonly seat: number;
      readonly player: number;
      readonly name: string;
      /** A value of `ROLE`. */
      readonly role: number;
      /** End of the mute, s since 1970; 0: not muted. */
      readonly mutedUntilS: number;
    }
  | { readonly type: "drop"; readonly seat: number }
  | { readonly type: "back"; readonly seat: number }
  | { readonly type: "leave"; readonly seat: number }
  // Chat
  /** Opens a channel, with its history after message `after`; −1: with the whole history. */
  | {
      readonly type: "open";
      readonly seat: number;
      readonly channel: string;
      readonly after: number;
      readonly nonce: number;
    }
  | { readonly type: "close"; readonly seat: number; readonly channel: string }
  /**
   * `nonce`: repeated in the message or the refusal, here and below. This form has no origin and occurs in earlier
   * journals only.
   */
  | {
      readonly type: "say";
      readonly seat: number;
      readonly channel: string;
      readonly text: string;
      readonly nonce: number;
      readonly atS: number;
    }
  /** `origin`: see `ChatMessage`. */
  | {
      readonly type: "sayFrom";
      readonly seat: number;
      readonly channel: string;
      readonly text: string;
      readonly nonce: number;
      readonly atS: number;
      readonly origin: number;
    }
  | {
      readonly type: "report";
      readonly seat: number;
      readonly channel: string;
      readonly line: number;
      readonly why: string;
      readonly nonce: number;
    }
  // Moderators' commands; the machine checks the seat's role
  | {
      readonly type: "erase";
      readonly seat: number;
      readonly channel: string;
      readonly line: number;
      readonly nonce: number;
    }
  /** `untilS` 0: lifts the mute. */
  | {
      readonly type: "mute";
      readonly seat: number;
      readonly player: number;
      readonly untilS: number;
      readonly why: string;
      readonly nonce: number;
    }
  | {
      readonly type: "ban";
      readonly seat: number;
      readonly player: number;
      readonly untilS: number;
      readonly why: string;
      readonly nonce: number;
    }
  /** A moderator's command that the store refused. */
  | { readonly type: "deny"; readonly seat: number; readonly nonce: number }
  // From matches, through their outbox
  /** Sent by each match once a second. `endsInS`: time to the end of the round or of the pause, s. */
  | {
      readonly type: "pulse";
      readonly cause: CausationId;
      readonly room: string;
      readonly listed: boolean;
      readonly round: number;
      readonly playing: boolean;
      readonly endsInS: number;
      readonly people: number;
      readonly seats: number;
    }
  /** A score changed, or (`gone`) its player left. `seat`: in the match. */
  | {
      readonly type: "standing";
      readonly cause: CausationId;
      readonly room: string;
      readonly seat: number;
      readonly player: number;
      readonly name: string;
      readonly credits: number;
      readonly kills: number;
      readonly deaths: number;
      readonly gone: boolean;
    }
  /** A player took a seat in a match (`here`), or left it. */
  | {
      readonly type: "place";
      readonly cause: CausationId;
      readonly player: number;
      readonly room: string;
      readonly here: boolean;
    }
  // From services
  /** A notice to one player, stored in the inbox under `id`. `text`: JSON, see `wire/notifications.ts`. */
  | {
      readonly type: "notice";
      readonly cause: CausationId;
      readonly player: number;
      readonly id: number;
      readonly text: string;
    }
  /** An account was deleted: removes its messages and its seats. */
  | { readonly type: "forget"; readonly cause: CausationId; readonly player: number };

export type CommandType = Command["type"];
