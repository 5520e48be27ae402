/** Someone with a name: a guest (`passwordHash` null), or an account. */
export interface PlayerRow {
  /** Random, 1 to 2³¹ − 1. */
  readonly id: number;
  readonly name: string;
  /** Of the name, see `nameKey` in `server/platform/identity/name.ts`: names that share a line of it look the same. No two accounts share one. */
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

/** One browser that is signed in. */
export interface SessionRow {
  /** Random text; the token's `sid`. */
  readonly id: string;
  readonly player: number;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** `id` rises with each, in the order in which they were noted, and none is given twice. */
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
  /** Of signatures, as the authenticator counts them; 0: it does not. */
  readonly counter: number;
  readonly createdAtMs: number;
  /** 0: never. */
  readonly usedAtMs: number;
}

/** A sign-in to an account, or tries that failed. */
export interface SignInRow {
  readonly player: number;
  /** By what: `password`, `passkey`, `recovery`, `register`. */
  readonly how: string;
  /** How many tries failed, one after the other; 0: it was let in. */
  readonly failed: number;
  /** Shortened, see `shortAddress`. */
  readonly address: string;
  /** Family and system, as far as it says. */
  readonly browser: string;
  /** The last one. */
  readonly atMs: number;
}

export interface SanctionRow {
  readonly player: number;
  readonly kind: "mute" | "ban";
  readonly untilMs: number;
  /** Who imposed it; 0: an operator at the console. */
  readonly by: number;
  readonly why: string;
  readonly atMs: number;
}

export interface RoundRow {
  readonly room: string;
  readonly round: number;
  readonly endedAtMs: number;
}

export interface ResultRow {
  readonly player: number;
  readonly place: number;
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
}

/** A player's share of a league: sums over the rounds of a period. */
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

export const LEAGUE_PERIODS = ["day", "week", "all"] as const;

export type LeaguePeriod = (typeof LEAGUE_PERIODS)[number];

/** `body`: JSON, see `shared/wire/notifications.ts`. */
export interface InboxRow {
  /** Rises with each, for its player: a cursor. */
  readonly id: number;
  readonly kind: string;
  readonly body: string;
  readonly atMs: number;
}

/** What someone was called in a match. */
export interface PilotRow {
  readonly room: string;
  /** Rises with everyone who takes a seat of the room: what its journal has of them. */
  readonly pilot: number;
  /** 0: nobody showed a token. */
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

/** As the trail has it. */
export interface AuditEntry extends AuditRow {
  /** Rises with each. */
  readonly id: number;
  /** Their names now; empty: nobody, or gone. */
  readonly byName: string;
  readonly playerName: string;
}

/** `beforeId`: only older ones; `action`: only of this kind. */
export interface AuditFilter {
  readonly beforeId?: number;
  readonly action?: string;
}
