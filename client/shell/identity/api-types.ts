import type { RoleName } from "../../../shared/roles.ts";

// The server's HTTP answers.

export interface PlayerInfo {
  readonly id: number;
  readonly name: string;
  readonly role: RoleName;
}

/** The token to use from now on. */
export interface TokenAnswer {
  readonly token: string;
  /** A cookie renews the token; absent: the token lasts as long as the sign-in. */
  readonly cookie?: true;
  /** Lifetime of a token that a cookie renews. */
  readonly expiresInS?: number;
}

export interface Me {
  readonly player: PlayerInfo;
  /** Whether the player has a password. */
  readonly account: boolean;
  /** s since 1970; 0: not muted. */
  readonly mutedUntilS: number;
  /** Id of the newest notice that was read. */
  readonly cursor: number;
  readonly mutedKinds: readonly string[];
  /** Replaces the request's token, if that is old. */
  readonly token?: string;
}

export interface SignInAnswer extends TokenAnswer {
  readonly player: PlayerInfo;
}

/** A new account, with the codes that replace a lost password; they are shown once. */
export interface RegisterAnswer extends SignInAnswer {
  readonly recoveryCodes?: readonly string[];
}

export interface PasskeyInfo {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** 0: never. */
  readonly usedAtMs: number;
}

/** A sign-in to the account, or failed attempts. */
export interface SignInInfo {
  readonly how: string;
  /** Number of failed attempts; 0: it succeeded. */
  readonly failed: number;
  readonly address: string;
  readonly browser: string;
  readonly atMs: number;
}

/** The ways to sign in to an account, and its latest sign-ins. */
export interface Security {
  readonly recoveryCodesLeft: number;
  /** Whether passkeys work at the server's address. */
  readonly passkeysAvailable: boolean;
  readonly passkeys: readonly PasskeyInfo[];
  /** Newest first. */
  readonly signIns: readonly SignInInfo[];
}

export type RefreshAnswer = SignInAnswer & Me;

/** A signed-in browser. */
export interface SessionInfo {
  readonly id: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** The session of this request. */
  readonly current?: boolean;
}

export interface Friend {
  readonly id: number;
  readonly name: string;
}

/** A notice in the inbox; the other fields depend on its kind. */
export interface NoticeItem {
  /** Grows with each notice. */
  readonly id: number;
  readonly kind: string;
  readonly atMs: number;
  readonly [field: string]: unknown;
}

export interface InboxPage {
  readonly items: readonly NoticeItem[];
  readonly more: boolean;
}

export const PERIODS = ["day", "week", "all"] as const;
export type Period = (typeof PERIODS)[number];

export interface LeagueEntry {
  readonly player: number;
  readonly name: string;
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
  readonly rounds: number;
  readonly wins: number;
}

export type Totals = Omit<LeagueEntry, "player" | "name">;

export interface League {
  readonly period: Period;
  readonly sinceMs: number;
  readonly rows: readonly LeagueEntry[];
}

export interface PlayedRound {
  /** Name of the game. */
  readonly game: string;
  readonly room: string;
  readonly round: number;
  readonly endedAtMs: number;
  readonly place: number;
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
  /** Id of its replay; absent: there is none. */
  readonly replay?: string;
}

export interface PlayerPage {
  readonly id: number;
  readonly name: string;
  readonly role: RoleName;
  /** Over all games. */
  readonly totals: Totals;
  readonly games: readonly (Totals & { readonly game: string })[];
  readonly rounds: readonly PlayedRound[];
}

/** A row of the audit trail. */
export interface AuditEntry {
  /** Grows with each row. */
  readonly id: number;
  readonly atMs: number;
  /** 0: the server itself. */
  readonly by: number;
  /** Current name; "": the server, or a deleted account. */
  readonly byName: string;
  readonly action: string;
  readonly player: number;
  readonly playerName: string;
  /** Its form depends on `action`; "": erased with the account. */
  readonly detail: string;
  /** Whether it is a mute or a ban that is in force. */
  readonly holds: boolean;
}

export interface AuditPage {
  /** Newest first. */
  readonly rows: readonly AuditEntry[];
  readonly more: boolean;
}

/** Area in which a beacon may be, px. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A permission to publish a beacon. */
export interface BeaconToken {
  readonly name: string;
  /** null: anywhere. */
  readonly within: Circle | null;
  /** ms since 1970 */
  readonly expiresAt: number;
}

export interface NewBeaconToken extends BeaconToken {
  readonly token: string;
}

export interface BeaconTokenRequest {
  readonly name: string;
  readonly days: number;
  readonly within?: Circle;
}
