import type { Kysely } from "kysely";
import type { StoreOperations } from "../port.ts";
import type { Tables } from "../schema.ts";
import { type Atomic, knownPlayer } from "./atomic.ts";

type Friends = Pick<StoreOperations, "follow" | "unfollow" | "following" | "followers">;

export function friendWork(db: Kysely<Tables>, atomic: Atomic): Friends {
  return {
    follow: (player, friend) =>
      atomic(async (within) => {
        if (!(await knownPlayer(within, player)) || !(await knownPlayer(within, friend))) return;
        await within
          .insertInto("follows")
          .values({ player, friend })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),
    unfollow: async (player, friend) => {
      await db.deleteFrom("follows").where("player", "=", player).where("friend", "=", friend).execute();
    },
    following: (player) =>
      db
        .selectFrom("follows")
        .innerJoin("players", "players.id", "follows.friend")
        .selectAll("players")
        .where("follows.player", "=", player)
        .orderBy("players.id")
        .execute(),
    followers: async (player) => {
      const rows = await db
        .selectFrom("follows")
        .select("player")
        .where("friend", "=", player)
        .orderBy("player")
        .execute();
      return rows.map((row) => row.player);
    },
  };
}
