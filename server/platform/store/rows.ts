/** A player: a guest (`passwordHash` null) or an account. */
export interface PlayerRow {
  /** Random, 1 to 2³¹ − 1. */
  readonly id: number;
  readonly name: string;
  /**
   * Key of the name, see `nameKey` in `server/platform/identity/name.ts`: names that share a line of it look the same.
   * No two accounts share a line.
   */
  readonly nameKey: string;
  /** A value of `ROLE`. */
  readonly role: number;
  readonly passwordHash: string | null;
  readonly createdAtMs: number;
}

export interface Appointment {
  readonly name: string;
  readonly player: number;
}

/** A sign-in in one browser. */
export interface SessionRow {
  /** Random text; the token's `sid`. */
  readonly id: string;
  readonly player: number;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** `id` rises with each row, in order of insertion, and is never reused. */
export interface PendingErasure {
  readonly id: number;
  readonly player: number;
}

/** A WebAuthn credential. */
export interface PasskeyRow {
  /** The credential's id, base64url. */
  readonly id: string;
  readonly player: number;
  /** The player's own name for it. */
  readonly name: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  /** The authenticator's counter of signatures; 0: it has none. */
  readonly counter: number;
  readonly createdAtMs: number;
  /** 0: never. */
  readonly usedAtMs: number;
}

/** A successful sign-in to an account, or failed attempts. */
export interface SignInRow {
  readonly player: number;
  /** Method: `password`, `passkey`, `recovery`, `register`. */
  readonly how: string;
  /** Number of consecutive failed attempts; 0: a success. */
  readonly failed: number;
  /** Shortened, see `shortAddress`. */
  readonly address: string;
  /** Browser family and operating system, if known. */
  readonly browser: string;
  /** Time of the latest attempt. */
  readonly atMs: number;
}

export interface SanctionRow {
  readonly player: number;
  readonly kind: "mute" | "ban";
  readonly untilMs: number;
  /** The moderator's id; 0: an operator at the console. */
  readonly by: number;
  readonly why: string;
  readonly atMs: number;
}

export interface RoundRow {
  /** Name of the game that was played. */
  readonly game: string;
  readonly room: string;
  readonly round: number;
  readonly endedAtMs: number;
}

/** Games without credits, kills or deaths have their points in `credits`, and 0 in the others. */
export interface ResultRow {
  readonly player: number;
  readonly place: number;
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
}

/** A player's totals over the rounds of a game in a period. */
export interface LeagueRow {
  readonly player: number;
  readonly name: string;
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
  readonly rounds: number;
  readonly wins: number;
}

export type Totals = Omit<LeagueRow, "player" | "name">;
export type GameTotals = Totals & Pick<RoundRow, "game">;

export const LEAGUE_PERIODS = ["day", "week", "all"] as const;

export type LeaguePeriod = (typeof LEAGUE_PERIODS)[number];

/** `body`: JSON, see `shared/wire/notifications.ts`. */
export interface InboxRow {
  /** Rises with each row of the player: a cursor. */
  readonly id: number;
  readonly kind: string;
  readonly body: string;
  readonly atMs: number;
}

/** The name of a player in a match. */
export interface PilotRow {
  readonly room: string;
  /** The pilot id in the room's journal; rises with each player who takes a seat. */
  readonly pilot: number;
  /** 0: joined without a token. */
  readonly player: number;
  readonly name: string;
  readonly atMs: number;
}

export interface AuditRow {
  readonly atMs: number;
  readonly by: number;
  readonly action: string;
  readonly player: number;
  readonly detail: string;
}

/** A row of the audit trail. */
export interface AuditEntry extends AuditRow {
  /** Rises with each row. */
  readonly id: number;
  /** Current names; empty: none, or deleted. */
  readonly byName: string;
  readonly playerName: string;
}

/** `beforeId`: older rows only; `action`: this kind only. */
export interface AuditFilter {
  readonly beforeId?: number;
  readonly action?: string;
}
