import { z } from "zod";
import { ROLE } from "../../../../shared/roles.ts";
import { ApiRefusal } from "../../../http/api-refusal.ts";
import { display } from "../../../http/error.ts";
import type { RouteTable } from "../../../http/route.ts";
import { periodStartMs } from "../../league/periods.ts";
import { type AuditEntry, LEAGUE_PERIODS, type LeaguePeriod, type LeagueRow } from "../../store/rows.ts";
import { isAccount, toPlayerDto } from "../accounts.ts";
import { nameKey, parsePlayerName } from "../name.ts";
import { type RightName, requireRight } from "../rights.ts";
import { roleName } from "../tokens.ts";
import { count, noSuchPlayer, playerId, type RoutesOptions, route } from "./parts.ts";

const LEAGUE_ROWS = 100;
/** Maximum age of a league table, ms: computing it is work. */
const LEAGUE_FRESH_MS = 2_000;
const PLAYER_ROUNDS = 20;
/** Rows of one page of the audit trail. */
const AUDIT_ROWS = 50;
const LAST_ID = 0x7fff_ffff;
const AUDIT_ACTIONS: readonly string[] = [
  "report",
  "erase",
  "mute",
  "unmute",
  "ban",
  "unban",
  "role",
  "refused",
  "signin",
];
const SANCTIONS = ["mute", "ban"] as const;

const change = z.strictObject({ role: z.enum(["player", "moderator", "operator"], "player, moderator or operator") });

/** Public routes about leagues and players, and routes for moderators and operators. */
export function peopleRoutes({ sessions, store, wallMs, replayOf, leagueGames }: RoutesOptions): RouteTable {
  const leagues = new Map<string, { readonly untilMs: number; readonly table: Promise<object> }>();

  function league(game: string, period: LeaguePeriod): Promise<object> {
    const nowMs = wallMs();
    const key = `${game}/${period}`;
    const kept = leagues.get(key);
    if (kept !== undefined && kept.untilMs > nowMs) return kept.table;
    const since = periodStartMs(period, nowMs);
    const table = store
      .league(game, since, LEAGUE_ROWS)
      .then((rows: readonly LeagueRow[]) => ({ game, period, sinceMs: since, rows }));
    leagues.set(key, { untilMs: nowMs + LEAGUE_FRESH_MS, table });
    table.catch(() => leagues.delete(key));
    return table;
  }

  /** Adds `holds`: whether the sanction is in force. */
  async function withHold(row: AuditEntry): Promise<AuditEntry & { readonly holds: boolean }> {
    const kind = SANCTIONS.find((name) => name === row.action);
    const held = kind === undefined ? [] : await store.sanctionsOf(row.player, wallMs());
    return { ...row, holds: held.some((sanction) => sanction.kind === kind) };
  }

  const requireFor = (by: number, deed: RightName): Promise<void> => requireRight(store, { deed, by }, wallMs());

  return {
    "/league/:period": {
      GET: route({
        right: "everyone",
        query: z.strictObject({ game: z.string().optional() }),
        async answer({ params, query: { game = leagueGames[0] ?? "" } }) {
          const period = LEAGUE_PERIODS.find((name) => name === params.period);
          const accepted = LEAGUE_PERIODS.join(", ");
          if (period === undefined)
            throw new ApiRefusal("notFound", `period: ${display(params.period ?? "")} is not one of ${accepted}`);
          if (!leagueGames.includes(game))
            throw new ApiRefusal("notFound", `game: ${display(game)} is not one of ${leagueGames.join(", ")}`);
          return league(game, period);
        },
      }),
    },
    "/players/:id": {
      GET: route({
        right: "everyone",
        params: z.object({ id: playerId }),
        async answer({ params: { id } }) {
          const player = await store.player(id);
          if (player === null) throw noSuchPlayer(id);
          const rounds = await store.roundsOf(id, PLAYER_ROUNDS);
          const listed = rounds.map(async ({ player: _, ...row }) => {
            const replay = await replayOf(row.room, row.round);
            return { ...row, ...(replay !== null && { replay }) };
          });
          const [totals, games] = [await store.totals(id), await store.totalsByGame(id)];
          return { ...toPlayerDto(player), totals, games, rounds: await Promise.all(listed) };
        },
      }),
    },
    "/players": {
      GET: route({
        right: "moderator",
        query: z.strictObject({ name: z.string().default("") }),
        async answer({ caller, query: { name } }) {
          await requireFor(caller.player.id, "findAccount");
          const player = await store.accountOf(nameKey(parsePlayerName(name)));
          if (player === null) throw new ApiRefusal("notFound", `name: there is no account ${display(name)}`);
          return toPlayerDto(player);
        },
      }),
    },
    "/audit": {
      GET: route({
        right: "moderator",
        query: z.strictObject({ before: count(LAST_ID, LAST_ID), action: z.string().optional() }),
        async answer({ caller, query: { before: beforeId, action } }) {
          await requireFor(caller.player.id, "readTrail");
          if (action !== undefined && !AUDIT_ACTIONS.includes(action))
            throw new ApiRefusal("badCall", `action: ${display(action)} is not one of ${AUDIT_ACTIONS.join(", ")}`);
          const part = { beforeId, ...(action !== undefined && { action }) };
          const rows = await store.auditTrail(AUDIT_ROWS + 1, part);
          const page = rows.slice(0, AUDIT_ROWS);
          return { rows: await Promise.all(page.map(withHold)), more: rows.length > AUDIT_ROWS };
        },
      }),
    },
    "/players/:id/sanctions/:kind": {
      DELETE: route({
        right: "moderator",
        params: z.object({ id: playerId, kind: z.string() }),
        async answer({ caller: { player: by }, params }) {
          const { id } = params;
          const kind = SANCTIONS.find((name) => name === params.kind);
          if (kind === undefined)
            throw new ApiRefusal("notFound", `kind: ${display(params.kind)} is not one of mute, ban`);
          await store.transaction(async (within) => {
            const nowMs = wallMs();
            await requireRight(within, { deed: `un${kind}`, by: by.id, about: id }, nowMs);
            const held = await within.sanctionsOf(id, nowMs);
            if (held.length === 0 && (await within.player(id)) === null) throw noSuchPlayer(id);
            if (!held.some((row) => row.kind === kind))
              throw new ApiRefusal("conflict", `kind: player ${id} has no active ${kind}`);
            await within.liftSanction(id, kind);
            const detail = JSON.stringify({ untilMs: 0, why: "" });
            await within.audit({ atMs: nowMs, by: by.id, action: `un${kind}`, player: id, detail });
          });
        },
      }),
    },
    "/players/:id/role": {
      POST: route({
        right: "operator",
        params: z.object({ id: playerId }),
        body: change,
        async answer({ caller: { player: operator }, params: { id }, body: { role } }) {
          const player = await store.transaction(async (within) => {
            await requireRight(within, { deed: "role", by: operator.id, about: id }, wallMs());
            const found = await within.player(id);
            if (found === null) throw noSuchPlayer(id);
            if (!isAccount(found)) throw new ApiRefusal("conflict", `id: player ${id} is a guest, who has no role`);
            await within.changePlayer(id, { role: ROLE[role] });
            const detail = `${roleName(found.role)} to ${role}`;
            await within.audit({ atMs: wallMs(), by: operator.id, action: "role", player: id, detail });
            return { ...found, role: ROLE[role] };
          });
          sessions.invalidateTokens(id);
          return toPlayerDto(player);
        },
      }),
    },
  };
}
