import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { RetentionLimits } from "./prune.ts";
import type { Tables } from "./schema.ts";

/** Maximum number of rows of one transaction, so that others can run in between. */
const ROWS_AT_ONCE = 500;

/** Whether a result counts as a win. */
export const won = ({ eb }: ExpressionBuilder<Tables, "results">) =>
  eb.case().when("results.place", "=", 1).then(1).else(0).end();

/** The game of a result's round. */
const gameOf = ({ selectFrom }: ExpressionBuilder<Tables, "results">) =>
  selectFrom("rounds")
    .select("rounds.game")
    .whereRef("rounds.room", "=", "results.room")
    .whereRef("rounds.round", "=", "results.round")
    .$asScalar()
    .$notNull();

type Sums = Omit<Tables["careers"], "player" | "game">;

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
    .returning((row) => [won(row).as("wins"), gameOf(row).as("game")])
    .execute();
  /** By player and game. */
  const careers = new Map<string, Tables["careers"]>();
  for (const { player, game, credits, kills, deaths, wins } of gone) {
    const key = `${player}/${game}`;
    const sums = careers.get(key) ?? { player, game, credits: 0, kills: 0, deaths: 0, rounds: 0, wins: 0 };
    careers.set(key, {
      ...sums,
      credits: sums.credits + credits,
      kills: sums.kills + kills,
      deaths: sums.deaths + deaths,
      rounds: sums.rounds + 1,
      wins: sums.wins + wins,
    });
  }
  // The same order in all transactions avoids deadlocks.
  const sorted = [...careers.values()].sort((a, b) => a.player - b.player || (a.game < b.game ? -1 : 1));
  for (const career of sorted) await addTo(within, career);
  return gone.length;
}

/** Does nothing for a deleted player. */
async function addTo(within: Kysely<Tables>, { player, game, ...sums }: Tables["careers"]): Promise<void> {
  const { id } = (await within.selectFrom("players").select("id").where("id", "=", player).executeTakeFirst()) ?? {};
  if (id === undefined) return;
  await within
    .insertInto("careers")
    .values({ player, game, ...sums })
    .onConflict((conflict) =>
      conflict
        .columns(["player", "game"])
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
