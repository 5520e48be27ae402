import type { DeleteResult, Kysely } from "kysely";
import type { STORE_LIMITS } from "../../shared/wire/limits.ts";
import type { Tables } from "./schema.ts";

export const PRUNED = [
  "sessions",
  "sanctions",
  "notices",
  "audits",
  "seen",
  "guests",
  "heldNames",
  "banMarks",
  "pilots",
] as const;
export type Pruned = (typeof PRUNED)[number];
/** Says how many rows of what were given up. */
export type Gave = (what: Pruned, rows: number) => void;
export type KeptLimits = { readonly [Name in keyof typeof STORE_LIMITS]: number };

/** See `Store.prune`. */
export async function prune(db: Kysely<Tables>, nowMs: number, limits: KeptLimits, gave: Gave): Promise<void> {
  const gone: Record<Pruned, () => Promise<DeleteResult>> = {
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
        .where("id", "<=", ({ selectFrom }) =>
          selectFrom("audits").select("id").orderBy("id", "desc").offset(limits.auditRows).limit(1),
        )
        .executeTakeFirstOrThrow(),
    seen: () =>
      db
        .deleteFrom("seen")
        .where("atMs", "<=", nowMs - limits.seenMs)
        .executeTakeFirstOrThrow(),
    heldNames: () => db.deleteFrom("heldNames").where("untilMs", "<=", nowMs).executeTakeFirstOrThrow(),
    banMarks: () => db.deleteFrom("banMarks").where("untilMs", "<=", nowMs).executeTakeFirstOrThrow(),
    // Nobody can be that guest again.
    guests: () =>
      db
        .deleteFrom("players")
        .where("passwordHash", "is", null)
        .where("createdAtMs", "<=", nowMs - limits.guestMs)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom("sessions").select("id").whereRef("sessions.player", "=", "players.id"))),
        )
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom("results").select("place").whereRef("results.player", "=", "players.id"))),
        )
        .executeTakeFirstOrThrow(),
    // Also of guests who were just given up.
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
