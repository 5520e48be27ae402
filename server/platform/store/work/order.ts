import type { Kysely } from "kysely";
import type { StoreOperations } from "../port.ts";
import type { SanctionRow } from "../rows.ts";
import type { Tables } from "../schema.ts";
import { type Atomic, knownPlayer } from "./atomic.ts";
import { redactDetail } from "./audits.ts";

type Order = Pick<
  StoreOperations,
  "addSanction" | "markBan" | "sanctionsOf" | "liftSanction" | "audit" | "auditsOf" | "auditTrail"
>;

export function orderWork(db: Kysely<Tables>, atomic: Atomic): Order {
  return {
    addSanction: ({ player, kind, untilMs, by, why, atMs }) =>
      atomic(async (within) => {
        if (!(await knownPlayer(within, player))) return;
        await within.insertInto("sanctions").values({ player, kind, untilMs, by, why, atMs }).execute();
      }),
    markBan: ({ player, untilMs, by, atMs }) => markBan(db, { player, untilMs, by, atMs }),
    async sanctionsOf(player, nowMs) {
      const held = await db
        .selectFrom("sanctions")
        .select(["player", "kind", "untilMs", "by", "why", "atMs"])
        .where("player", "=", player)
        .where("untilMs", ">", nowMs)
        .orderBy("untilMs", "desc")
        .orderBy("id")
        .execute();
      if (held.length > 0) return held;
      const marks = await db
        .selectFrom("banMarks")
        .selectAll()
        .where("player", "=", player)
        .where("untilMs", ">", nowMs)
        .execute();
      return marks.map((mark): SanctionRow => ({ ...mark, kind: "ban", why: "" }));
    },
    liftSanction: (player, kind) =>
      atomic(async (within) => {
        await within.deleteFrom("sanctions").where("player", "=", player).where("kind", "=", kind).execute();
        if (kind === "ban") await within.deleteFrom("banMarks").where("player", "=", player).execute();
      }),
    audit: ({ atMs, by, action, player, detail: whole }) =>
      atomic(async (within) => {
        const gone = player > 0 && !(await knownPlayer(within, player));
        const detail = gone ? redactDetail(action, whole) : whole;
        await within.insertInto("audits").values({ atMs, by, action, player, detail }).execute();
      }),
    auditsOf: (player, most) =>
      db
        .selectFrom("audits")
        .select(["atMs", "by", "action", "player", "detail"])
        .where(({ eb, or }) => or([eb("player", "=", player), eb("by", "=", player)]))
        .orderBy("id", "desc")
        .limit(most)
        .execute(),
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

/** Records the ban of a player who is, or will be, deleted; the longest counts. */
export async function markBan(db: Kysely<Tables>, mark: Tables["banMarks"]): Promise<void> {
  await db
    .insertInto("banMarks")
    .values(mark)
    .onConflict((conflict) => conflict.column("player").doUpdateSet(mark).where("banMarks.untilMs", "<", mark.untilMs))
    .execute();
}
