import type { RoleName } from "../../shared/lobby/roles.ts";

/** What the server's HTTP answers hold. */
export interface PlayerInfo {
  readonly id: number;
  readonly name: string;
  readonly role: RoleName;
}

/** What a page shows from now on. */
export interface TokenAnswer {
  readonly token: string;
  /** A cookie renews the token; absent: it lasts as long as the sign-in. */
  readonly cookie?: true;
  /** How long the token is good, where a cookie renews it. */
  readonly expiresInS?: number;
}

export interface Me {
  readonly player: PlayerInfo;
  /** Whether there is a password to it. */
  readonly account: boolean;
  /** s since 1970; 0: may speak. */
  readonly mutedUntilS: number;
  /** Notices up to this one were read. */
  readonly cursor: number;
  readonly mutedKinds: readonly string[];
  /** In place of the one shown, when that is old. */
  readonly token?: string;
}

export interface SignedIn extends TokenAnswer {
  readonly player: PlayerInfo;
}

/** A new account, with the codes that open it should its password be lost: they are shown once. */
export interface Registered extends SignedIn {
  readonly recoveryCodes?: readonly string[];
}

export interface PasskeyInfo {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** 0: never. */
  readonly usedAtMs: number;
}

/** A sign-in to the account, or tries that failed. */
export interface SignInInfo {
  readonly how: string;
  /** Tries that failed; 0: it was let in. */
  readonly failed: number;
  readonly address: string;
  readonly browser: string;
  readonly atMs: number;
}

/** With what an account is opened, and by whom it was. */
export interface Security {
  readonly recoveryCodesLeft: number;
  /** Whether passkeys work at the server's address. */
  readonly passkeysAvailable: boolean;
  readonly passkeys: readonly PasskeyInfo[];
  /** Newest first. */
  readonly signIns: readonly SignInInfo[];
}

export type Renewed = SignedIn & Me;

/** One browser that is signed in. */
export interface SessionInfo {
  readonly id: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** The one that asks. */
  readonly current?: boolean;
}

export interface Friend {
  readonly id: number;
  readonly name: string;
}

/** A notice as the inbox keeps it: fields beside these are its kind's own. */
export interface NoticeItem {
  /** Rises with each. */
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

export interface League {
  readonly period: Period;
  readonly sinceMs: number;
  readonly rows: readonly LeagueEntry[];
}

export interface PlayedRound {
  readonly room: string;
  readonly round: number;
  readonly endedAtMs: number;
  readonly place: number;
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
  /** Id of its replay, while there is one. */
  readonly replay?: string;
}

export interface PlayerPage {
  readonly id: number;
  readonly name: string;
  readonly role: RoleName;
  readonly totals: Omit<LeagueEntry, "player" | "name">;
  readonly rounds: readonly PlayedRound[];
}

/** Who did what about whom. */
export interface TrailEntry {
  /** Rises with each. */
  readonly id: number;
  readonly atMs: number;
  /** 0: the server itself. */
  readonly by: number;
  /** Names of now; "": nobody, or gone. */
  readonly byName: string;
  readonly action: string;
  readonly player: number;
  readonly playerName: string;
  /** As its kind has it; "": what was said went with its account. */
  readonly detail: string;
  /** It is a mute or a ban that is in force. */
  readonly holds: boolean;
}

export interface TrailPage {
  /** Newest first. */
  readonly rows: readonly TrailEntry[];
  readonly more: boolean;
}

/** Where a beacon may be, px. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Who may publish a beacon, and until when. */
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

export interface BeaconWish {
  readonly name: string;
  readonly days: number;
  readonly within?: Circle;
}
