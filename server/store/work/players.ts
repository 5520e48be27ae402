import type { Kysely } from "kysely";
import type { PlayerRow, StoreWork } from "../port.ts";
import type { Tables } from "../schema.ts";
import type { Atomic } from "./atomic.ts";

type Players = Pick<StoreWork, "player" | "accountOf" | "addPlayer" | "changePlayer" | "makeAccount" | "removePlayer">;

/** Keys that no other account may have. */
const claims = (nameKey: string): string[] => [...new Set(nameKey.split("\n"))];

/** What someone did, without the words they gave for it. */
function withoutReason(detail: string): string {
  if (!detail.startsWith("{")) return detail;
  const { why: _, ...rest } = JSON.parse(detail);
  return JSON.stringify(rest);
}

export function playerWork(db: Kysely<Tables>, atomic: Atomic): Players {
  async function claim(within: Kysely<Tables>, player: number, nameKey: string): Promise<void> {
    await within.deleteFrom("nameClaims").where("player", "=", player).execute();
    // In one order everywhere, so that no two wait for each other.
    const rows = claims(nameKey).map((key) => ({ key, player }));
    rows.sort((a, b) => (a.key < b.key ? -1 : 1));
    await within.insertInto("nameClaims").values(rows).execute();
  }

  const find = (within: Kysely<Tables>, id: number) =>
    within.selectFrom("players").selectAll().where("id", "=", id).executeTakeFirst();

  return {
    player: async (id) => (await find(db, id)) ?? null,
    accountOf: async (nameKey) => {
      const found = await db
        .selectFrom("nameClaims")
        .innerJoin("players", "players.id", "nameClaims.player")
        .selectAll("players")
        .where("nameClaims.key", "in", claims(nameKey))
        .orderBy("players.id")
        .executeTakeFirst();
      return found ?? null;
    },
    addPlayer: (player: PlayerRow) =>
      atomic(async (within) => {
        await within.insertInto("players").values(player).execute();
        if (player.passwordHash !== null) await claim(within, player.id, player.nameKey);
      }),
    changePlayer: (id, to) =>
      atomic(async (within) => {
        if (Object.keys(to).length === 0) return;
        await within.updateTable("players").set(to).where("id", "=", id).execute();
        const now = await find(within, id);
        if (now !== undefined && now.passwordHash !== null) await claim(within, id, now.nameKey);
      }),
    makeAccount: (id, to) =>
      atomic(async (within) => {
        const { numUpdatedRows } = await within
          .updateTable("players")
          .set(to)
          .where("id", "=", id)
          .where("passwordHash", "is", null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        await claim(within, id, to.nameKey);
        return true;
      }),
    removePlayer: (id) =>
      atomic(async (within) => {
        await within.updateTable("audits").set({ detail: "" }).where("player", "=", id).execute();
        const written = await within.selectFrom("audits").select(["id", "detail"]).where("by", "=", id).execute();
        for (const row of written)
          await within
            .updateTable("audits")
            .set({ detail: withoutReason(row.detail) })
            .where("id", "=", row.id)
            .execute();
        await within.deleteFrom("players").where("id", "=", id).execute();
      }),
  };
}
