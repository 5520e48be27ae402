import type { Delivery } from "../../outbox/index.ts";
import type {
  Appointment,
  AuditEntry,
  AuditFilter,
  AuditRow,
  GameTotals,
  InboxRow,
  LeagueRow,
  PasskeyRow,
  PendingErasure,
  PilotRow,
  PlayerRow,
  ResultRow,
  RoundRow,
  SanctionRow,
  SessionRow,
  SignInRow,
  Totals,
} from "./rows.ts";

/**
 * The operations on data that outlives rooms: players, results, sanctions, messages. Methods reject with {@link
 * StoreError} if the storage fails. {@link Store.consume} and {@link Store.transaction} pass an instance that is bound
 * to the transaction: use only that one inside, because the store's own would wait for the transaction's end, and
 * nothing after one of its methods has rejected. Writes about a deleted player are dropped.
 */
export interface StoreOperations {
  // Players
  player(id: number): Promise<PlayerRow | null>;
  /** The account whose name looks the same. Guests have no claim to their names. */
  accountOf(nameKey: string): Promise<PlayerRow | null>;
  /** The owner of a name and of all that look the same: an account, or a player for whom it is held; null: none. */
  nameOwner(nameKey: string): Promise<number | null>;
  /** The accounts that the setting `OPERATOR` made operators, with the name that it had then. */
  appointments(): Promise<readonly Appointment[]>;
  /** Records an appointment permanently. */
  appoint(name: string, player: number): Promise<void>;
  /** Rejects with {@link UniqueViolation} if the id, or an account's name, is in use. */
  addPlayer(player: PlayerRow): Promise<void>;
  /** Rejects as `addPlayer` does. */
  changePlayer(id: number, to: Partial<Pick<PlayerRow, "name" | "nameKey" | "role" | "passwordHash">>): Promise<void>;
  /** Turns a guest into an account. Resolves with false if there is no such guest. Rejects as `addPlayer` does. */
  makeAccount(
    id: number,
    to: Pick<PlayerRow, "name" | "nameKey" | "role"> & { readonly passwordHash: string },
  ): Promise<boolean>;
  /**
   * Deletes a player and all data about them, including their names in matches and notices to others about them. What
   * stays: their places in rounds, without a name; audit rows, with the deed but without its text; a running ban; and a
   * digest of an account's name, which nobody else may have for `STORE_LIMITS.goneNameMs`.
   */
  removePlayer(id: number): Promise<void>;
  /** Deleted players whose messages others have yet to erase: the first few, by number. */
  pendingErasures(): Promise<readonly PendingErasure[]>;
  erasureDone(id: number): Promise<void>;
  // Sessions
  /** Beyond `STORE_LIMITS.sessions`, the player's oldest session ends. */
  addSession(session: SessionRow): Promise<void>;
  extendSession(id: string, expiresAtMs: number): Promise<void>;
  session(id: string): Promise<SessionRow | null>;
  sessionsOf(player: number): Promise<readonly SessionRow[]>;
  removeSession(id: string): Promise<void>;
  /** @param but id of the session to keep */
  removeSessionsOf(player: number, but?: string): Promise<void>;
  // Credentials
  /** Replaces all codes. */
  replaceRecoveryCodes(player: number, hashes: readonly string[]): Promise<void>;
  /** Uses up a code. Resolves with whether it was valid. */
  useRecoveryCode(player: number, hash: string): Promise<boolean>;
  recoveryCodesLeft(player: number): Promise<number>;
  /** Resolves with false if the id exists, the player is gone, or the player has `IDENTITY_LIMITS.passkeys`. */
  addPasskey(row: PasskeyRow): Promise<boolean>;
  passkey(id: string): Promise<PasskeyRow | null>;
  /** Oldest first. */
  passkeysOf(player: number): Promise<readonly PasskeyRow[]>;
  /** Resolves with false if the player has no such passkey. */
  changePasskey(
    player: number,
    id: string,
    to: Partial<Pick<PasskeyRow, "name" | "counter" | "usedAtMs">>,
  ): Promise<boolean>;
  removePasskey(player: number, id: string): Promise<boolean>;
  /**
   * Beyond `STORE_LIMITS.signIns`, the oldest is deleted; failed attempts are limited separately, and those of one
   * address within `STORE_LIMITS.failedTogetherMs` share a row. Resolves with whether a row was added.
   */
  addSignIn(row: SignInRow): Promise<boolean>;
  /** Newest first. */
  signInsOf(player: number): Promise<readonly SignInRow[]>;
  /** The refresh cookies of a session, encoded; null: none, or no such session. They are deleted with the session. */
  refreshChain(session: string): Promise<string | null>;
  /** Replaces a chain if it is `from`; null: none. Otherwise resolves with false and changes nothing. */
  changeRefreshChain(session: string, from: string | null, to: string): Promise<boolean>;
  // Sanctions
  addSanction(row: SanctionRow): Promise<void>;
  /** Records the ban of a deleted player; the longest counts. */
  markBan(ban: Pick<SanctionRow, "player" | "untilMs" | "by" | "atMs">): Promise<void>;
  /** The sanctions in force at a time, the longest first. A ban outlives its player. */
  sanctionsOf(player: number, nowMs: number): Promise<readonly SanctionRow[]>;
  liftSanction(player: number, kind: SanctionRow["kind"]): Promise<void>;
  // Rounds
  /** May be called again for the same round with more results; existing results stay. */
  addRound(round: RoundRow, results: readonly ResultRow[]): Promise<void>;
  /**
   * The best players of a game by credits, then kills, then fewer deaths, then id.
   *
   * @param sinceMs counts rounds that ended since
   */
  league(game: string, sinceMs: number, most: number): Promise<readonly LeagueRow[]>;
  /** A player's totals over all rounds of all games. */
  totals(player: number): Promise<Totals>;
  /** A player's totals in each game that they played, by its name. */
  totalsByGame(player: number): Promise<readonly GameTotals[]>;
  /** Newest first. */
  roundsOf(player: number, most: number): Promise<readonly (RoundRow & ResultRow)[]>;
  // Friends: one way, as following is
  follow(player: number, friend: number): Promise<void>;
  unfollow(player: number, friend: number): Promise<void>;
  following(player: number): Promise<readonly PlayerRow[]>;
  followers(player: number): Promise<readonly number[]>;
  // Inbox
  /** Resolves with the notice's id; null: the player has muted its kind, or is gone. */
  addNotice(player: number, notice: Omit<InboxRow, "id">): Promise<number | null>;
  /** Oldest first. */
  inbox(player: number, afterId: number, most: number): Promise<readonly InboxRow[]>;
  /** The id up to which a player has read. */
  inboxCursor(player: number): Promise<number>;
  /** Moves forward only, and not beyond the last id. */
  moveInboxCursor(player: number, id: number): Promise<void>;
  mutedKinds(player: number): Promise<readonly string[]>;
  muteKind(player: number, kind: string, muted: boolean): Promise<void>;
  // Pilots
  /**
   * Adds or replaces names. Names of deleted players are dropped; beyond `STORE_LIMITS.pilotsPerRoom`, the room's
   * oldest are deleted.
   */
  addPilots(rows: readonly PilotRow[]): Promise<void>;
  /** Newest first. */
  pilotsOf(room: string, most: number): Promise<readonly PilotRow[]>;
  /** The existing ones of these ids. */
  pilotsByIds(room: string, pilots: readonly number[]): Promise<readonly PilotRow[]>;
  /** The matches in which a player had a name, newest first. */
  pilotsOfPlayer(player: number, most: number): Promise<readonly PilotRow[]>;
  pilotRooms(): Promise<readonly string[]>;
  removePilotsOf(room: string): Promise<void>;
  /** Deleted players whom recordings of earlier versions may still name; the first few, earliest first. */
  pendingRecordingErasures(): Promise<readonly number[]>;
  /** No recording names the player any more. */
  recordingErasureDone(player: number): Promise<void>;
  // Audit
  /** Adds an audit row; if it is about a deleted player, without the text in its detail. */
  audit(row: AuditRow): Promise<void>;
  /** Rows by or about a player, newest first. */
  auditsOf(player: number, most: number): Promise<readonly AuditRow[]>;
  /** Newest first. */
  auditTrail(most: number, part?: AuditFilter): Promise<readonly AuditEntry[]>;
}

export interface Store extends StoreOperations {
  /** Random id of this store, the same for all processes that use it. */
  readonly id: string;
  /** Runs `work` in a transaction. */
  transaction<T>(work: (within: StoreOperations) => Promise<T>): Promise<T>;
  /**
   * Applies the events that `consumer` does not have yet, and records in the same transaction that it has them. So each
   * is applied exactly once, however often it is delivered.
   */
  consume(
    consumer: string,
    events: readonly Delivery[],
    apply: (event: Delivery, within: StoreOperations) => Promise<void>,
  ): Promise<void>;
  /**
   * Deletes data beyond `STORE_LIMITS`: old inbox rows, expired sessions and sanctions, old audit rows, guests who
   * cannot come back, and old results, which the totals still count.
   */
  prune(nowMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The storage is unavailable. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/** A value that must be unique is in use. */
export class UniqueViolation extends Error {
  override readonly name = "Taken";
  readonly field: "id" | "name";

  constructor(field: "id" | "name") {
    super(`${field} is taken`);
    this.field = field;
  }
}
