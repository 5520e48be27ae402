import type { Kysely } from "kysely";
import { STORE_LIMITS } from "../../../../shared/wire/limits.ts";
import type { StoreOperations } from "../port.ts";
import type { ReportPruned } from "../prune.ts";
import type { Tables } from "../schema.ts";
import type { Atomic } from "./atomic.ts";

type Sessions = Pick<
  StoreOperations,
  | "addSession"
  | "session"
  | "sessionsOf"
  | "extendSession"
  | "removeSession"
  | "removeSessionsOf"
  | "refreshChain"
  | "changeRefreshChain"
>;

export function sessionWork(db: Kysely<Tables>, atomic: Atomic, gave: ReportPruned): Sessions {
  const of = (within: Kysely<Tables>, player: number) =>
    within
      .selectFrom("sessions")
      .selectAll()
      .where("player", "=", player)
      .orderBy("createdAtMs")
      .orderBy("id")
      .execute();
  return {
    addSession: (session) =>
      atomic(async (within) => {
        await within.insertInto("sessions").values(session).execute();
        const all = await of(within, session.player);
        const over = all
          .filter(({ id }) => id !== session.id)
          .slice(0, Math.max(0, all.length - STORE_LIMITS.sessions));
        if (over.length === 0) return;
        gave("sessions", over.length);
        await within
          .deleteFrom("sessions")
          .where(
            "id",
            "in",
            over.map(({ id }) => id),
          )
          .execute();
      }),
    session: async (id) =>
      (await db.selectFrom("sessions").selectAll().where("id", "=", id).executeTakeFirst()) ?? null,
    sessionsOf: (player) => of(db, player),
    extendSession: async (id, expiresAtMs) => {
      await db.updateTable("sessions").set({ expiresAtMs }).where("id", "=", id).execute();
    },
    removeSession: async (id) => {
      await db.deleteFrom("sessions").where("id", "=", id).execute();
    },
    removeSessionsOf: async (player, but = "") => {
      await db.deleteFrom("sessions").where("player", "=", player).where("id", "!=", but).execute();
    },
    refreshChain: async (session) =>
      (await db.selectFrom("refreshes").select("chain").where("session", "=", session).executeTakeFirst())?.chain ??
      null,
    changeRefreshChain: (session, from, chain) =>
      atomic(async (within) => {
        if (from !== null) {
          const changing = within.updateTable("refreshes").set({ chain });
          const { numUpdatedRows } = await changing
            .where("session", "=", session)
            .where("chain", "=", from)
            .executeTakeFirstOrThrow();
          return numUpdatedRows > 0n;
        }
        if (
          (await within.selectFrom("sessions").select("id").where("id", "=", session).executeTakeFirst()) === undefined
        )
          return false;
        const { numInsertedOrUpdatedRows = 0n } = await within
          .insertInto("refreshes")
          .values({ session, chain })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows > 0n;
      }),
  };
}
