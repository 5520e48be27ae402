import { z } from "zod";
import { ROLE } from "../../../shared/lobby/roles.ts";
import { sinceMs } from "../../league/periods.ts";
import { LEAGUE_PERIODS, type LeaguePeriod, type LeagueRow } from "../../store/port.ts";
import { ApiRefusal, type ApiTable, display } from "../../transport/api.ts";
import { isAccount, tell } from "../accounts.ts";
import { roleName } from "../tokens.ts";
import { idIn, noSuchPlayer, type RouteParts, whoCalls, withBody } from "./parts.ts";

const LEAGUE_ROWS = 100;
/** A table is as new as this, ms: summing it is work. */
const LEAGUE_FRESH_MS = 2_000;
const PLAYER_ROUNDS = 20;
const AUDIT_ROWS = 200;

const change = z.strictObject({ role: z.enum(["player", "moderator", "operator"], "player, moderator or operator") });

/** Leagues and players, for everyone to see; and what moderators and operators do about them. */
export function peopleRoutes({ sessions, store, wallMs, replayOf }: RouteParts): ApiTable {
  const leagues = new Map<LeaguePeriod, { readonly untilMs: number; readonly table: Promise<object> }>();

  function league(period: LeaguePeriod): Promise<object> {
    const nowMs = wallMs();
    const kept = leagues.get(period);
    if (kept !== undefined && kept.untilMs > nowMs) return kept.table;
    const since = sinceMs(period, nowMs);
    const table = store
      .league(since, LEAGUE_ROWS)
      .then((rows: readonly LeagueRow[]) => ({ period, sinceMs: since, rows }));
    leagues.set(period, { untilMs: nowMs + LEAGUE_FRESH_MS, table });
    table.catch(() => leagues.delete(period));
    return table;
  }

  return {
    "/league/:period": {
      GET: {
        async answer({ params }) {
          const period = LEAGUE_PERIODS.find((name) => name === params.period);
          if (period !== undefined) return league(period);
          const accepted = LEAGUE_PERIODS.join(", ");
          throw new ApiRefusal("notFound", `period: ${display(params.period ?? "")} is not one of ${accepted}`);
        },
      },
    },
    "/players/:id": {
      GET: {
        async answer(call) {
          const id = idIn(call);
          const player = await store.player(id);
          if (player === null) throw noSuchPlayer(id);
          const rounds = await store.roundsOf(id, PLAYER_ROUNDS);
          const listed = rounds.map(async ({ player: _, ...row }) => {
            const replay = await replayOf(row.room, row.round);
            return { ...row, ...(replay !== null && { replay }) };
          });
          return { ...tell(player), totals: await store.totals(id), rounds: await Promise.all(listed) };
        },
      },
    },
    "/audit": {
      GET: {
        async answer(call) {
          await whoCalls(sessions, call, "moderator");
          return store.auditTrail(AUDIT_ROWS);
        },
      },
    },
    "/players/:id/role": {
      POST: withBody(change, async (call) => {
        const { player: operator } = await whoCalls(sessions, call, "operator");
        const id = idIn(call);
        const { role } = call.body;
        const player = await store.transaction(async (within) => {
          const found = await within.player(id);
          if (found === null) throw noSuchPlayer(id);
          if (id === operator.id) throw new ApiRefusal("conflict", "id: is your own; ask another operator");
          if (!isAccount(found)) throw new ApiRefusal("conflict", `id: player ${id} is a guest, who has no role`);
          await within.changePlayer(id, { role: ROLE[role] });
          const detail = `${roleName(found.role)} to ${role}`;
          await within.audit({ atMs: wallMs(), by: operator.id, action: "role", player: id, detail });
          return { ...found, role: ROLE[role] };
        });
        sessions.showAgain(id);
        return tell(player);
      }),
    },
  };
}
