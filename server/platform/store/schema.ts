import type { ColumnType, Generated } from "kysely";

/** The tables as the newest migration leaves them. Times are ms since 1970; columns as in `port.ts`. */
export interface Tables {
  players: {
    id: number;
    name: string;
    nameKey: string;
    role: number;
    passwordHash: string | null;
    createdAtMs: number;
  };
  /** Values that no two accounts may share: each line of an account's `nameKey`. */
  nameClaims: { key: string; player: number };
  /** Accounts that the setting `OPERATOR` made operators, with the name that it had then. Rows outlive the account. */
  appointments: { name: string; player: number; atMs: number };
  /** Names reserved for `player`; keys are digests of lines of a `nameKey`. Rows outlive the account. */
  heldNames: { key: string; player: number; untilMs: number };
  /** Bans of deleted players. */
  banMarks: { player: number; untilMs: number; by: number; atMs: number };
  /** Digests of unused recovery codes. */
  recoveryCodes: { player: number; hash: string };
  passkeys: {
    id: string;
    player: number;
    name: string;
    publicKey: string;
    counter: number;
    createdAtMs: number;
    usedAtMs: number;
  };
  signIns: {
    id: Generated<number>;
    player: number;
    how: string;
    failed: number;
    address: string;
    browser: string;
    atMs: number;
  };
  sessions: { id: string; player: number; createdAtMs: number; expiresAtMs: number };
  /** Sign-ins that a cookie renews; `chain`: see `server/platform/identity/refresh-chain.ts`. */
  refreshes: { session: string; chain: string };
  /** Deleted players whose messages the lobby has yet to erase. */
  erasures: { id: Generated<number>; player: number; atMs: number };
  /** One row: the store's id. */
  stores: { id: string };
  sanctions: {
    id: Generated<number>;
    player: number;
    kind: "mute" | "ban";
    untilMs: number;
    by: number;
    why: string;
    atMs: number;
  };
  /** `game`: its name in the table of games. */
  rounds: { room: string; round: number; game: string; endedAtMs: number };
  results: {
    room: string;
    round: number;
    /** Stays when the player is deleted. */
    player: number;
    place: number;
    credits: number;
    kills: number;
    deaths: number;
  };
  /** Totals over a player's deleted results in one game. */
  careers: {
    player: number;
    game: string;
    credits: number;
    kills: number;
    deaths: number;
    rounds: number;
    wins: number;
  };
  follows: { player: number; friend: number };
  /** One row for each player who ever got a notice. */
  inboxes: { player: number; lastId: number; cursor: ColumnType<number, number | undefined, number> };
  notices: { player: number; id: number; kind: string; body: string; atMs: number };
  mutedKinds: { player: number; kind: string };
  audits: { id: Generated<number>; atMs: number; by: number; action: string; player: number; detail: string };
  /** Names of players in matches, by the ids in journals and replays. `player` 0: joined without a token. */
  pilots: { room: string; pilot: number; player: number; name: string; atMs: number };
  /** Deleted players whom recordings of earlier versions may still name. */
  goneFromRecordings: { player: number; atMs: number };
  /** The last event of a room that a consumer has applied. */
  seen: { consumer: string; room: string; tick: number; index: number; atMs: number };
}
