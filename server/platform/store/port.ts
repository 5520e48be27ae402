import type { Delivery } from "../../outbox/index.ts";

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

/**
 * What outlives rooms: players, results, sanctions, messages. Methods reject with {@link StoreError} when the storage fails.
 * Within {@link Store.consume} and {@link Store.transaction} they are given again, bound to the transaction: after one of them
 * rejected nothing more can be done in it, and the store's own would wait for it to end. What is written about a player who is
 * gone is dropped.
 */
export interface StoreOperations {
  // Players
  player(id: number): Promise<PlayerRow | null>;
  /** The account whose name looks the same; guests have no claim to theirs. */
  accountOf(nameKey: string): Promise<PlayerRow | null>;
  /** Whose a name is, and all that look the same: an account's, or held for someone who had rights or is gone; null: nobody's. */
  nameOwner(nameKey: string): Promise<number | null>;
  /** Which accounts the setting `OPERATOR` made operators, and under which names. */
  appointments(): Promise<readonly Appointment[]>;
  /** Remembers it, for good. */
  appoint(name: string, player: number): Promise<void>;
  /** Rejects with {@link UniqueViolation} when the id, or an account's name, is taken. */
  addPlayer(player: PlayerRow): Promise<void>;
  /** The same as for `addPlayer` goes for the name. */
  changePlayer(id: number, to: Partial<Pick<PlayerRow, "name" | "nameKey" | "role" | "passwordHash">>): Promise<void>;
  /** Makes an account of a guest. Resolves with false where there is no such guest (any more). The same goes for the name. */
  makeAccount(
    id: number,
    to: Pick<PlayerRow, "name" | "nameKey" | "role"> & { readonly passwordHash: string },
  ): Promise<boolean>;
  /**
   * With everything about them, what they were called in matches and what others were told of them included; apart from
   * their places in rounds, which go on without a name; audit rows, which keep the deed without its text; a ban that runs; and
   * a digest of an account's name, which nobody may have for `STORE_LIMITS.goneNameMs`.
   */
  removePlayer(id: number): Promise<void>;
  /** Players who are gone, and of whom others have yet to forget what they said: a few, in the order of their numbers. */
  pendingErasures(): Promise<readonly PendingErasure[]>;
  erasureDone(id: number): Promise<void>;
  // Sessions
  /** Past `STORE_LIMITS.sessions`, the player's oldest ends. */
  addSession(session: SessionRow): Promise<void>;
  extendSession(id: string, expiresAtMs: number): Promise<void>;
  session(id: string): Promise<SessionRow | null>;
  sessionsOf(player: number): Promise<readonly SessionRow[]>;
  removeSession(id: string): Promise<void>;
  /** @param but id of one that stays */
  removeSessionsOf(player: number, but?: string): Promise<void>;
  // Credentials
  /** In place of those there were. */
  replaceRecoveryCodes(player: number, hashes: readonly string[]): Promise<void>;
  /** Resolves with whether there was this one; it is used up. */
  useRecoveryCode(player: number, hash: string): Promise<boolean>;
  recoveryCodesLeft(player: number): Promise<number>;
  /** Resolves with false where there is one of this id, or the player is gone, or has `IDENTITY_LIMITS.passkeys`. */
  addPasskey(row: PasskeyRow): Promise<boolean>;
  passkey(id: string): Promise<PasskeyRow | null>;
  /** Oldest first. */
  passkeysOf(player: number): Promise<readonly PasskeyRow[]>;
  /** Resolves with false where the player has no such one. */
  changePasskey(
    player: number,
    id: string,
    to: Partial<Pick<PasskeyRow, "name" | "counter" | "usedAtMs">>,
  ): Promise<boolean>;
  removePasskey(player: number, id: string): Promise<boolean>;
  /**
   * Past `STORE_LIMITS.signIns`, the oldest goes; failed ones are counted apart, and those from one address within
   * `STORE_LIMITS.failedTogetherMs` are one row. Resolves with whether it is a row of its own.
   */
  addSignIn(row: SignInRow): Promise<boolean>;
  /** Newest first. */
  signInsOf(player: number): Promise<readonly SignInRow[]>;
  /** What refresh cookies of a session were given out; null: none, or there is no such session. It goes with the session. */
  refreshChain(session: string): Promise<string | null>;
  /**
   * Resolves with false, and changes nothing, unless the chain is `from`, where null stands for none.
   */
  changeRefreshChain(session: string, from: string | null, to: string): Promise<boolean>;
  // Sanctions
  addSanction(row: SanctionRow): Promise<void>;
  /** A ban of a player who is gone; the longest counts. */
  markBan(ban: Pick<SanctionRow, "player" | "untilMs" | "by" | "atMs">): Promise<void>;
  /** Those that hold at a time, the longest first. A ban outlives its player. */
  sanctionsOf(player: number, nowMs: number): Promise<readonly SanctionRow[]>;
  liftSanction(player: number, kind: SanctionRow["kind"]): Promise<void>;
  // Rounds
  /** May be called again for the same round with more results; what is there already stays. */
  addRound(round: RoundRow, results: readonly ResultRow[]): Promise<void>;
  /** The best by credits, then kills, then fewer deaths, then id. @param sinceMs rounds that ended from then on */
  league(sinceMs: number, most: number): Promise<readonly LeagueRow[]>;
  /** A player's sums over all rounds. */
  totals(player: number): Promise<Totals>;
  /** Newest first. */
  roundsOf(player: number, most: number): Promise<readonly (RoundRow & ResultRow)[]>;
  // Friends: one way, as following is
  follow(player: number, friend: number): Promise<void>;
  unfollow(player: number, friend: number): Promise<void>;
  following(player: number): Promise<readonly PlayerRow[]>;
  followers(player: number): Promise<readonly number[]>;
  // Inbox
  /** Resolves with its number; null: this player has the kind muted, or is gone. */
  addNotice(player: number, notice: Omit<InboxRow, "id">): Promise<number | null>;
  /** Oldest first. */
  inbox(player: number, afterId: number, most: number): Promise<readonly InboxRow[]>;
  /** How far a player has read. */
  inboxCursor(player: number): Promise<number>;
  /** Forwards only, and no further than the last number there was. */
  moveInboxCursor(player: number, id: number): Promise<void>;
  mutedKinds(player: number): Promise<readonly string[]>;
  muteKind(player: number, kind: string, muted: boolean): Promise<void>;
  // Pilots
  /** The newest of an id counts. Without those of players who are gone; past `STORE_LIMITS.pilotsPerRoom`, the room's oldest go. */
  addPilots(rows: readonly PilotRow[]): Promise<void>;
  /** Newest first. */
  pilotsOf(room: string, most: number): Promise<readonly PilotRow[]>;
  /** Of these ids, those that there are. */
  pilotsByIds(room: string, pilots: readonly number[]): Promise<readonly PilotRow[]>;
  /** Rooms of which there are any. */
  /** Those that were a player, newest first. */
  pilotsOfPlayer(player: number, most: number): Promise<readonly PilotRow[]>;
  pilotRooms(): Promise<readonly string[]>;
  removePilotsOf(room: string): Promise<void>;
  /** Players who are gone, and whom recordings of earlier versions may still name; the earliest first, so many at once. */
  pendingRecordingErasures(): Promise<readonly number[]>;
  /** No recording names them any more. */
  recordingErasureDone(player: number): Promise<void>;
  // Audit
  /** Without the words in its detail where it is about a player who is gone. */
  audit(row: AuditRow): Promise<void>;
  /** By a player or about them, newest first. */
  auditsOf(player: number, most: number): Promise<readonly AuditRow[]>;
  /** Newest first. */
  auditTrail(most: number, part?: AuditFilter): Promise<readonly AuditEntry[]>;
}

export interface Store extends StoreOperations {
  /** Random text that tells this store from others, the same for all processes that use it. */
  readonly id: string;
  /** All of it or nothing. */
  transaction<T>(work: (within: StoreOperations) => Promise<T>): Promise<T>;
  /**
   * Applies those events that `consumer` has not had yet, in one transaction with the note that it has them: each exactly
   * once, however often it is delivered.
   */
  consume(
    consumer: string,
    events: readonly Delivery[],
    apply: (event: Delivery, within: StoreOperations) => Promise<void>,
  ): Promise<void>;
  /**
   * Gives up what is beyond `STORE_LIMITS`: old inbox rows, expired sessions and sanctions, old audit rows, guests who cannot
   * come back, and old results, which the sums over all rounds go on to count.
   */
  prune(nowMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The storage cannot be had now. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/** `field`: what is taken. */
export class UniqueViolation extends Error {
  override readonly name = "Taken";
  readonly field: "id" | "name";

  constructor(field: "id" | "name") {
    super(`${field} is taken`);
    this.field = field;
  }
}
