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
  /** What no two accounts may share: each line of an account's `nameKey`. */
  nameClaims: { key: string; player: number };
  /** Which account the setting `OPERATOR` made an operator, by the name that it had then. Outlives the account. */
  appointments: { name: string; player: number; atMs: number };
  /** Names that nobody but `player` may have; keys are digests of lines of a `nameKey`. Outlive the account. */
  heldNames: { key: string; player: number; untilMs: number };
  /** Bans of players who are gone. */
  banMarks: { player: number; untilMs: number; by: number; atMs: number };
  /** Digests of codes that are good once each. */
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
  /** Of sign-ins that a cookie renews; `chain`: see `server/platform/identity/refresh-chain.ts`. */
  refreshes: { session: string; chain: string };
  /** Players who are gone, until the lobby has forgotten them. */
  erasures: { id: Generated<number>; player: number; atMs: number };
  /** One row: what tells this store from others. */
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
  rounds: { room: string; round: number; endedAtMs: number };
  results: {
    room: string;
    round: number;
    /** Stays when the player goes. */
    player: number;
    place: number;
    credits: number;
    kills: number;
    deaths: number;
  };
  /** Sums over the results of a player that were given up. */
  careers: { player: number; credits: number; kills: number; deaths: number; rounds: number; wins: number };
  follows: { player: number; friend: number };
  /** One row for each player who was ever told something. */
  inboxes: { player: number; lastId: number; cursor: ColumnType<number, number | undefined, number> };
  notices: { player: number; id: number; kind: string; body: string; atMs: number };
  mutedKinds: { player: number; kind: string };
  audits: { id: Generated<number>; atMs: number; by: number; action: string; player: number; detail: string };
  /** What people were called in matches, by the ids that journals and replays have of them. `player`: 0: no token was shown. */
  pilots: { room: string; pilot: number; player: number; name: string; atMs: number };
  /** Players who are gone, and whom recordings of earlier versions may still name. */
  goneFromRecordings: { player: number; atMs: number };
  /** The last event that a consumer has of a source. */
  seen: { consumer: string; room: string; tick: number; index: number; atMs: number };
}
