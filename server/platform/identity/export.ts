import type { PlayerMessage } from "../community/index.ts";
import type { Store } from "../store/port.ts";
import type { AuditRow } from "../store/rows.ts";
import { roleName } from "./tokens.ts";

export interface ExportOptions {
  readonly store: Store;
  /** null: this process has no lobby. */
  readonly linesOf: (player: number) => Promise<readonly PlayerMessage[] | null>;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

const ROUNDS_MOST = 5_000;
const AUDITS_MOST = 1_000;

/**
 * Every table of the store, with the field of an export that has its rows, or the reason why it is not exported. A test
 * compares this with the tables, so that no new table is forgotten.
 */
export const EXPORTED_TABLES: Readonly<Record<string, { readonly field: string } | { readonly left: string }>> = {
  players: { field: "profile" },
  sessions: { field: "sessions" },
  signIns: { field: "signIns" },
  passkeys: { field: "passkeys" },
  recoveryCodes: { field: "recoveryCodesLeft" },
  sanctions: { field: "sanctions" },
  results: { field: "rounds" },
  rounds: { field: "rounds" },
  careers: { field: "totals" },
  pilots: { field: "pilots" },
  follows: { field: "friends" },
  notices: { field: "notices" },
  inboxes: { field: "inboxCursor" },
  mutedKinds: { field: "mutedKinds" },
  audits: { field: "audits" },
  nameClaims: { left: "follows from the profile's name" },
  refreshes: { left: "a secret of each session, as digests" },
  heldNames: { left: "digests of names, which cannot be read back" },
  appointments: { left: "a setting of the server's operator; the role is in the profile" },
  erasures: { left: "of players who are gone, who cannot sign in" },
  goneFromRecordings: { left: "of players who are gone, who cannot sign in" },
  banMarks: { left: "of players who are gone, who cannot sign in" },
  stores: { left: "the server's own id" },
  seen: { left: "the server's own cursors" },
};

/** Exports all that the server stores about a player, as JSON, except secrets and the senders of reports. */
export async function exportPlayer(player: number, { store, linesOf, wallMs }: ExportOptions): Promise<object> {
  const row = await store.player(player);
  const nowMs = wallMs();
  const sessions = await store.sessionsOf(player);
  const passkeys = await store.passkeysOf(player);
  const rounds = await store.roundsOf(player, ROUNDS_MOST);
  const [following, signIns] = [await store.following(player), await store.signInsOf(player)];
  return {
    exportedAtMs: nowMs,
    profile: row && {
      ...{ id: row.id, name: row.name, role: roleName(row.role), createdAtMs: row.createdAtMs },
      account: row.passwordHash !== null,
    },
    sessions: sessions.map(({ createdAtMs, expiresAtMs }) => ({ createdAtMs, expiresAtMs })),
    signIns: signIns.map(({ player: _, ...rest }) => rest),
    passkeys: passkeys.map(({ name, createdAtMs, usedAtMs }) => ({ name, createdAtMs, usedAtMs })),
    recoveryCodesLeft: await store.recoveryCodesLeft(player),
    sanctions: (await store.sanctionsOf(player, nowMs)).map(({ kind, untilMs, why, atMs }) => ({
      ...{ kind, untilMs, why, atMs },
    })),
    totals: await store.totals(player),
    games: await store.totalsByGame(player),
    rounds: rounds.map(({ player: _, ...rest }) => rest),
    pilots: (await store.pilotsOfPlayer(player, ROUNDS_MOST)).map(({ player: _, ...rest }) => rest),
    friends: following.map(({ id, name }) => ({ id, name })),
    followers: (await store.followers(player)).length,
    notices: (await store.inbox(player, 0, Number.MAX_SAFE_INTEGER)).map(({ body, ...rest }) => ({
      ...JSON.parse(body),
      ...rest,
    })),
    inboxCursor: await store.inboxCursor(player),
    mutedKinds: await store.mutedKinds(player),
    audits: (await store.auditsOf(player, AUDITS_MOST)).map((one) => auditFor(player, one)),
    lobby: (await linesOf(player)) ?? "The lobby is not here now; ask again.",
  };
}

/** An audit row for a player whom it concerns, without the names of others and without what they wrote. */
function auditFor(player: number, { atMs, by, action, player: about, detail }: AuditRow): object {
  const yours = by === player;
  const { why, ...rest } = fieldsOf(detail);
  return {
    ...{ atMs, action, by: yours ? "you" : by === 0 ? "the server" : "someone else" },
    ...(about > 0 && { about: about === player ? "you" : about }),
    detail: yours || action !== "report" ? { ...rest, ...(why !== undefined && { why }) } : rest,
  };
}

function fieldsOf(detail: string): Readonly<Record<string, unknown>> {
  if (detail === "") return {};
  return detail.startsWith("{") ? JSON.parse(detail) : { change: detail };
}
