import type { PlayerRow, Appointment, PendingErasure, SessionRow, PasskeyRow, SignInRow, SanctionRow, RoundRow, ResultRow, LeagueRow, Totals, InboxRow, PilotRow, AuditRow, AuditFilter, AuditEntry } from "./rows.ts";
import type { Delivery } from "../../outbox/index.ts";

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
