/** Which event of another room or service a command carries, so that each is taken once. */
export interface CausationId {
  readonly room: string;
  readonly tick: number;
  readonly index: number;
}

/**
 * Everything that enters the lobby. Text was normalised, bounded and filtered in the inbox. `player`: id of an account or guest
 * (1 to 2³¹ − 1), 0: unknown. `atS`: the wall clock's seconds since 1970, read by the wiring when the command came.
 */
export type Command =
  | {
      readonly type: "join";
      readonly seat: number;
      readonly player: number;
      readonly name: string;
      /** A value of `ROLE`. */
      readonly role: number;
      /** Until when this player may not speak, s since 1970; 0: may. */
      readonly mutedUntilS: number;
    }
  | { readonly type: "drop"; readonly seat: number }
  | { readonly type: "back"; readonly seat: number }
  | { readonly type: "leave"; readonly seat: number }
  // Chat
  /** Begins to read a channel, with what was said after line `after`; −1: with what the channel remembers. */
  | {
      readonly type: "open";
      readonly seat: number;
      readonly channel: string;
      readonly after: number;
      readonly nonce: number;
    }
  | { readonly type: "close"; readonly seat: number; readonly channel: string }
  /** `nonce`, here and elsewhere, comes back in the line or the refusal. Of unknown origin: journals of before have these. */
  | {
      readonly type: "say";
      readonly seat: number;
      readonly channel: string;
      readonly text: string;
      readonly nonce: number;
      readonly atS: number;
    }
  /** `origin`: of whoever speaks, see `ChatMessage`. */
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
  // Moderators' orders; the machine looks whether the seat may give them
  | {
      readonly type: "erase";
      readonly seat: number;
      readonly channel: string;
      readonly line: number;
      readonly nonce: number;
    }
  /** `untilS` 0: may speak again. */
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
  /** A moderator's order that the wiring refused, as the store said that the seat may not give it. */
  | { readonly type: "deny"; readonly seat: number; readonly nonce: number }
  // From matches, through their outbox
  /** Once a second of each match. `endsInS`: of the round, or of the time between two. */
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
  /** Someone's score changed, or (`gone`) they left. `seat`: theirs in the match. */
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
  /** A person took a seat of a match (`here`), or left it. */
  | {
      readonly type: "place";
      readonly cause: CausationId;
      readonly player: number;
      readonly room: string;
      readonly here: boolean;
    }
  // From services
  /** Something for one player's eyes, which the inbox in the store keeps under number `id`. `text`: JSON, see `wire/notices.ts`. */
  | {
      readonly type: "notice";
      readonly cause: CausationId;
      readonly player: number;
      readonly id: number;
      readonly text: string;
    }
  /** An account is gone: so is what it said, and whoever is here under it. */
  | { readonly type: "forget"; readonly cause: CausationId; readonly player: number };

export type CommandType = Command["type"];
