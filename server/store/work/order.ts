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
    audit: async ({ atMs, by, action, player, detail }) => {
      await db.insertInto("audits").values({ atMs, by, action, player, detail }).execute();
    },
    auditTrail: (most) =>
      db
        .selectFrom("audits")
        .select(["atMs", "by", "action", "player", "detail"])
        .orderBy("id", "desc")
        .limit(most)
        .execute(),
  };
}
