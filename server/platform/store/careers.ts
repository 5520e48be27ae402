import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { RetentionLimits } from "./prune.ts";
import type { Tables } from "./schema.ts";

/** Maximum number of rows of one transaction, so that others can run in between. */
const ROWS_AT_ONCE = 500;

/** Whether a result counts as a win. */
export const won = ({ eb }: ExpressionBuilder<Tables, "results">) =>
  eb.case().when("results.place", "=", 1).then(1).else(0).end();

type Sums = Omit<Tables["careers"], "player">;

/**
 * Deletes results that are old, or beyond a player's newest, and adds them to the player's career, so that sums over
 * all rounds stay the same. Results that a league by day or week may count stay. Resolves with the number of deleted
 * rows.
 */
export async function foldResults(db: Kysely<Tables>, nowMs: number, limits: RetentionLimits): Promise<number> {
  const { resultMs, resultRows, leagueMs } = limits;
  const endedByMs = nowMs - leagueMs;
  let folded = await foldAll(db, nowMs - Math.max(resultMs, leagueMs), Number.POSITIVE_INFINITY);
  const many = await db
    .selectFrom("results")
    .select("player")
    .select(({ fn }) => fn.countAll<number>().as("rows"))
    .groupBy("player")
    .having(({ fn }) => fn.countAll<number>(), ">", resultRows)
    .execute();
  for (const { player, rows } of many) folded += await foldAll(db, endedByMs, rows - resultRows, player);
  return folded;
}

/** Folds the oldest results, up to a maximum. @param player default: all players */
async function foldAll(db: Kysely<Tables>, endedByMs: number, most: number, player?: number): Promise<number> {
  let folded = 0;
  for (let rows = -1; rows !== 0 && folded < most; folded += rows) {
    const count = Math.min(ROWS_AT_ONCE, most - folded);
    rows = await db.transaction().execute((within) => foldSome(within, endedByMs, count, player));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return folded;
}

async function foldSome(within: Kysely<Tables>, endedByMs: number, most: number, player?: number): Promise<number> {
  const oldest = within
    .selectFrom("results")
    .innerJoin("rounds", (join) =>
      join.onRef("rounds.room", "=", "results.room").onRef("rounds.round", "=", "results.round"),
    )
    .select(["results.room", "results.round", "results.player"])
    .where("rounds.endedAtMs", "<=", endedByMs)
    .$if(player !== undefined, (all) => all.where("results.player", "=", player as number))
    .orderBy("rounds.endedAtMs")
    .limit(most);
  // The process that deletes a row counts it, so none is counted twice.
  const gone = await within
    .deleteFrom("results")
    .where(({ eb, refTuple }) =>
      eb(refTuple("room", "round", "player"), "in", oldest.$asTuple("room", "round", "player")),
    )
    .returning(["player", "credits", "kills", "deaths"])
    .returning((row) => won(row).as("wins"))
    .execute();
  const byPlayer = new Map<number, Sums>();
  for (const { player, credits, kills, deaths, wins } of gone) {
    const sums = byPlayer.get(player) ?? { credits: 0, kills: 0, deaths: 0, rounds: 0, wins: 0 };
    byPlayer.set(player, {
      credits: sums.credits + credits,
      kills: sums.kills + kills,
      deaths: sums.deaths + deaths,
      rounds: sums.rounds + 1,
      wins: sums.wins + wins,
    });
  }
  // The same order in all transactions avoids deadlocks.
  for (const [player, sums] of [...byPlayer].sort(([a], [b]) => a - b)) await addTo(within, player, sums);
  return gone.length;
}

/** Does nothing for a deleted player. */
async function addTo(within: Kysely<Tables>, player: number, sums: Sums): Promise<void> {
  const { id } = (await within.selectFrom("players").select("id").where("id", "=", player).executeTakeFirst()) ?? {};
  if (id === undefined) return;
  await within
    .insertInto("careers")
    .values({ player, ...sums })
    .onConflict((conflict) =>
      conflict
        .column("player")
        .doUpdateSet(
          Object.fromEntries(
            (Object.keys(sums) as (keyof Sums)[]).map((name) => [
              name,
              sql<number>`${sql.ref(`careers.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
            ]),
          ),
        ),
    )
    .execute();
}
