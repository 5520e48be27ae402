import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import { won } from "../careers.ts";
import type { StoreOperations } from "../port.ts";
import type { Totals } from "../rows.ts";
import type { Tables } from "../schema.ts";
import type { Atomic } from "./atomic.ts";

type League = Pick<StoreOperations, "addRound" | "league" | "totals" | "totalsByGame" | "roundsOf">;

const SUMS = ["credits", "kills", "deaths", "rounds", "wins"] as const;

/**
 * The rows that add up to a player's totals: results of rounds that ended since a time, and careers if that is the
 * beginning.
 *
 * @param player default: all players
 */
function parts(db: Kysely<Tables>, sinceMs: number, player?: number) {
  const results = db
    .selectFrom("results")
    .innerJoin("rounds", (join) =>
      join.onRef("rounds.room", "=", "results.room").onRef("rounds.round", "=", "results.round"),
    )
    .where("rounds.endedAtMs", ">=", sinceMs)
    .$if(player !== undefined, (all) => all.where("results.player", "=", player as number))
    .select(["results.player", "rounds.game", "results.credits", "results.kills", "results.deaths"])
    .select((row) => [sql<number>`1`.as("rounds"), won(row).as("wins")]);
  const careers = db
    .selectFrom("careers")
    .$if(player !== undefined, (all) => all.where("careers.player", "=", player as number))
    .select(["player", "game", "credits", "kills", "deaths", "rounds", "wins"]);
  return (sinceMs > 0 ? results : results.unionAll(careers)).as("parts");
}

/** Sums that are 0 without rows. */
function sums<Rows extends { parts: Totals }>({ fn, val }: ExpressionBuilder<Rows, "parts">) {
  return SUMS.map((column) => fn.coalesce(fn.sum<number>(`parts.${column}`), val(0)).as(column));
}

export function leagueWork(db: Kysely<Tables>, atomic: Atomic): League {
  return {
    addRound: ({ game, room, round, endedAtMs }, results) =>
      atomic(async (within) => {
        await within
          .insertInto("rounds")
          .values({ game, room, round, endedAtMs })
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
    league: (game, sinceMs, most) =>
      db
        .selectFrom(parts(db, sinceMs))
        .where("parts.game", "=", game)
        .innerJoin("players", "players.id", "parts.player")
        .groupBy(["players.id", "players.name"])
        .select(["players.id as player", "players.name as name"])
        .select(sums)
        .orderBy("credits", "desc")
        .orderBy("kills", "desc")
        .orderBy("deaths")
        .orderBy("player")
        .limit(most)
        .execute(),
    totals: (player) =>
      db
        .selectFrom(parts(db, 0, player))
        .select(sums)
        .executeTakeFirstOrThrow(),
    totalsByGame: (player) =>
      db
        .selectFrom(parts(db, 0, player))
        .groupBy("parts.game")
        .select("parts.game")
        .select(sums)
        .orderBy("parts.game")
        .execute(),
    roundsOf: (player, most) =>
      db
        .selectFrom("results")
        .innerJoin("rounds", (join) =>
          join.onRef("rounds.room", "=", "results.room").onRef("rounds.round", "=", "results.round"),
        )
        .selectAll("results")
        .select(["rounds.game", "rounds.endedAtMs"])
        .where("results.player", "=", player)
        .orderBy("rounds.endedAtMs", "desc")
        .orderBy("rounds.room")
        .orderBy("rounds.round", "desc")
        .limit(most)
        .execute(),
  };
}
