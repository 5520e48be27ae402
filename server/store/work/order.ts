import type { Kysely } from "kysely";
import type { StoreWork } from "../port.ts";
import type { Tables } from "../schema.ts";
import { type Atomic, knownPlayer } from "./atomic.ts";

type Order = Pick<StoreWork, "sanction" | "sanctionsOf" | "lift" | "audit" | "auditTrail">;

export function orderWork(db: Kysely<Tables>, atomic: Atomic): Order {
  return {
    sanction: ({ player, kind, untilMs, by, why, atMs }) =>
      atomic(async (within) => {
        if (!(await knownPlayer(within, player))) return;
        await within.insertInto("sanctions").values({ player, kind, untilMs, by, why, atMs }).execute();
      }),
    sanctionsOf: (player, nowMs) =>
      db
        .selectFrom("sanctions")
        .select(["player", "kind", "untilMs", "by", "why", "atMs"])
        .where("player", "=", player)
        .where("untilMs", ">", nowMs)
        .orderBy("untilMs", "desc")
        .orderBy("id")
        .execute(),
    lift: async (player, kind) => {
      await db.deleteFrom("sanctions").where("player", "=", player).where("kind", "=", kind).execute();
    },
    audit: ({ atMs, by, action, player, detail: whole }) =>
      atomic(async (within) => {
        const gone = player > 0 && !(await knownPlayer(within, player));
        const detail = gone ? "" : whole;
        await within.insertInto("audits").values({ atMs, by, action, player, detail }).execute();
      }),
    async auditTrail(most, { beforeId, action } = {}) {
      const rows = await db
        .selectFrom("audits")
        .leftJoin("players as actor", "actor.id", "audits.by")
        .leftJoin("players as about", "about.id", "audits.player")
        .select(["audits.id", "atMs", "by", "action", "player", "detail"])
        .select(["actor.name as byName", "about.name as playerName"])
        .$if(beforeId !== undefined, (query) => query.where("audits.id", "<", beforeId!))
        .$if(action !== undefined, (query) => query.where("action", "=", action!))
        .orderBy("audits.id", "desc")
        .limit(most)
        .execute();
      return rows.map((row) => ({ ...row, byName: row.byName ?? "", playerName: row.playerName ?? "" }));
    },
  };
}
