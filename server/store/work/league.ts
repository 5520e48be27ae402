import type { Kysely } from "kysely";
import type { StoreWork } from "../port.ts";
import type { Tables } from "../schema.ts";
import type { Atomic } from "./atomic.ts";

type League = Pick<StoreWork, "addRound" | "league" | "roundsOf">;

export function leagueWork(db: Kysely<Tables>, atomic: Atomic): League {
  return {
    addRound: ({ room, round, endedAtMs }, results) =>
      atomic(async (within) => {
        await within
          .insertInto("rounds")
          .values({ room, round, endedAtMs })
          .onConflict((conflict) => conflict.columns(["room", "round"]).doNothing())
          .execute();
        if (results.length === 0) return;
        const rows = results.map(({ player, place, credits, kills, deaths }) => ({
          ...{ room, round, player },
          ...{ place, credits, kills, deaths },
        }));
        await within
          .insertInto("results")
          .values(rows)
          .onConflict((conflict) => conflict.columns(["room", "round", "player"]).doNothing())
          .execute();
      }),
    league: (sinceMs, most) =>
      db
        .selectFrom("results")
        .innerJoin("rounds", (join) =>
          join.onRef("rounds.room", "=", "results.room").onRef("rounds.round", "=", "results.round"),
        )
        .innerJoin("players", "players.id", "results.player")
        .where("rounds.endedAtMs", ">=", sinceMs)
        .groupBy(["players.id", "players.name"])
        .select(({ fn, eb }) => [
          "players.id as player",
          "players.name as name",
          fn.sum<number>("results.credits").as("credits"),
          fn.sum<number>("results.kills").as("kills"),
          fn.sum<number>("results.deaths").as("deaths"),
          fn.countAll<number>().as("rounds"),
          fn.sum<number>(eb.case().when("results.place", "=", 1).then(1).else(0).end()).as("wins"),
        ])
        .orderBy("credits", "desc")
        .orderBy("kills", "desc")
        .orderBy("deaths")
        .orderBy("player")
        .limit(most)
        .execute(),
    roundsOf: (player, most) =>
      db
        .selectFrom("results")
        .innerJoin("rounds", (join) =>
          join.onRef("rounds.room", "=", "results.room").onRef("rounds.round", "=", "results.round"),
        )
        .selectAll("results")
        .select("rounds.endedAtMs")
        .where("results.player", "=", player)
        .orderBy("rounds.endedAtMs", "desc")
        .orderBy("rounds.room")
        .orderBy("rounds.round", "desc")
        .limit(most)
        .execute(),
  };
}
