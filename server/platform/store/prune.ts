import { type DeleteResult, type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { STORE_LIMITS } from "../../../shared/wire/limits.ts";
import { foldResults } from "./careers.ts";
import type { Tables } from "./schema.ts";

export const PRUNED = [
  "sessions",
  "sanctions",
  "notices",
  "audits",
  "seen",
  "results",
  "rounds",
  "guests",
  "heldNames",
  "banMarks",
  "pilots",
] as const;
export type PrunedTable = (typeof PRUNED)[number];
/** Reports the number of rows that were deleted. */
export type ReportPruned = (what: PrunedTable, rows: number) => void;
export type RetentionLimits = { readonly [Name in keyof typeof STORE_LIMITS]: number };

/** Maximum time between the creation of a player and the first sign-in, ms. */
const SOON_MS = 60_000;

/** See `Store.prune`. */
export async function prune(
  db: Kysely<Tables>,
  nowMs: number,
  limits: RetentionLimits,
  gave: ReportPruned,
): Promise<void> {
  const gone: Record<PrunedTable, () => Promise<Pick<DeleteResult, "numDeletedRows">>> = {
    sessions: () => db.deleteFrom("sessions").where("expiresAtMs", "<=", nowMs).executeTakeFirstOrThrow(),
    sanctions: () => db.deleteFrom("sanctions").where("untilMs", "<=", nowMs).executeTakeFirstOrThrow(),
    notices: () =>
      db
        .deleteFrom("notices")
        .where("atMs", "<=", nowMs - limits.inboxMs)
        .executeTakeFirstOrThrow(),
    audits: () =>
      db
        .deleteFrom("audits")
        .where("id", "in", ({ selectFrom }) =>
          selectFrom(({ fn, selectFrom: from }) =>
            from("audits")
              .select("id")
              .select(
                fn
                  .agg<number>("row_number")
                  .over((over) => over.partitionBy("action").orderBy("id", "desc"))
                  .as("nth"),
              )
              .as("numbered"),
          )
            .select("numbered.id")
            .where("nth", ">", limits.auditRows),
        )
        .executeTakeFirstOrThrow(),
    seen: () =>
      db
        .deleteFrom("seen")
        .where("atMs", "<=", nowMs - limits.seenMs)
        .executeTakeFirstOrThrow(),
    results: async () => ({ numDeletedRows: BigInt(await foldResults(db, nowMs, limits)) }),
    rounds: () =>
      db
        .deleteFrom("rounds")
        .where("endedAtMs", "<=", nowMs - limits.leagueMs)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom("results")
                .select("player")
                .whereRef("results.room", "=", "rounds.room")
                .whereRef("results.round", "=", "rounds.round"),
            ),
          ),
        )
        .executeTakeFirstOrThrow(),
    heldNames: () => db.deleteFrom("heldNames").where("untilMs", "<=", nowMs).executeTakeFirstOrThrow(),
    banMarks: () => db.deleteFrom("banMarks").where("untilMs", "<=", nowMs).executeTakeFirstOrThrow(),
    // Guests as whom nobody can sign in, or who left nothing behind.
    guests: () =>
      db
        .deleteFrom("players")
        .where("passwordHash", "is", null)
        .where((row) => row.or([isGone(row, nowMs - limits.guestMs), isIdle(row, nowMs - limits.idleGuestMs, limits)]))
        .where((row) => row.and(SCORED.map((column) => row.not(isNamedIn(column)))))
        .executeTakeFirstOrThrow(),
    // Includes guests who were just deleted.
    pilots: () =>
      db
        .deleteFrom("pilots")
        .where((row) =>
          row.or([
            row("atMs", "<=", nowMs - limits.pilotMs),
            row.and([
              row("player", ">", 0),
              row.not(row.exists(row.selectFrom("players").select("id").whereRef("players.id", "=", "pilots.player"))),
            ]),
          ]),
        )
        .executeTakeFirstOrThrow(),
  };
  for (const what of PRUNED) {
    const { numDeletedRows } = await gone[what]();
    if (numDeletedRows > 0n) gave(what, Number(numDeletedRows));
  }
}

type Row = ExpressionBuilder<Tables, "players">;

/** Whether any row names the player in this column. */
function isNamedIn(column: `${keyof Tables}.${string}`) {
  const [table] = column.split(".");
  return sql<boolean>`exists (select 1 from ${sql.table(table)} where ${sql.ref(column)} = ${sql.ref("players.id")})`;
}

/** Columns that name players who finished a round. */
const SCORED = ["results.player", "careers.player"] as const;
/** Columns that name guests who did something lasting. */
const TRACES = ["sanctions.player", "notices.player", "pilots.player", "follows.player", "follows.friend"] as const;

/** Guests created before a time who are signed in nowhere. */
function isGone(row: Row, sinceMs: number) {
  const signedIn = row.selectFrom("sessions").select("id").whereRef("sessions.player", "=", "players.id");
  return row.and([row("createdAtMs", "<=", sinceMs), row.not(row.exists(signedIn))]);
}

/** Guests created before a time who left nothing behind and whose sign-ins were not extended for long. */
function isIdle(row: Row, sinceMs: number, { sessionMs }: RetentionLimits) {
  const seenAgain = row
    .selectFrom("sessions")
    .select("id")
    .whereRef("sessions.player", "=", "players.id")
    .where(({ eb, ref }) =>
      eb(ref("sessions.expiresAtMs"), ">", eb(ref("players.createdAtMs"), "+", sessionMs + SOON_MS)),
    );
  return row.and([
    row("createdAtMs", "<=", sinceMs),
    row.not(row.exists(seenAgain)),
    ...TRACES.map((column) => row.not(isNamedIn(column))),
  ]);
}
