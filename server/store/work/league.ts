import type { ExpressionBuilder, Kysely } from "kysely";
import type { StoreWork } from "../port.ts";
import type { Tables } from "../schema.ts";
import type { Atomic } from "./atomic.ts";

type League = Pick<StoreWork, "addRound" | "league" | "totals" | "roundsOf">;

/** Over no rows, too. */
function sums({ fn, eb, val }: ExpressionBuilder<Tables, "results">) {
  const sum = (column: "credits" | "kills" | "deaths") =>
    fn.coalesce(fn.sum<number>(`results.${column}`), val(0)).as(column);
  const won = eb.case().when("results.place", "=", 1).then(1).else(0).end();
  return [
    ...[sum("credits"), sum("kills"), sum("deaths")],
    fn.countAll<number>().as("rounds"),
    fn.coalesce(fn.sum<number>(won), val(0)).as("wins"),
  ] as const;
}

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
        .select(["players.id as player", "players.name as name"])
        .select(sums)
        .orderBy("credits", "desc")
        .orderBy("kills", "desc")
        .orderBy("deaths")
        .orderBy("player")
        .limit(most)
        .execute(),
    totals: (player) => db.selectFrom("results").select(sums).where("player", "=", player).executeTakeFirstOrThrow(),
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
