import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

/** The last moment that a date can name, ms since 1970. */
export const FOREVER_MS = 8_640_000_000_000_000;

/** Keys that no other account may have. */
export const nameClaims = (nameKey: string): string[] => [...new Set(nameKey.split("\n"))];

/** A name is held by a digest, as whoever had it may have asked to be forgotten. */
export const heldNameKeys = (nameKey: string): string[] =>
  nameClaims(nameKey)
    .map((line) => createHash("sha256").update(`orrery name ${line}`).digest("base64url"))
    .sort();

/** Keeps a name for one player, or for nobody once they are gone. A longer time that is set already stays. */
export async function holdName(db: Kysely<Tables>, player: number, nameKey: string, untilMs: number): Promise<void> {
  for (const key of heldNameKeys(nameKey))
    await db
      .insertInto("heldNames")
      .values({ key, player, untilMs })
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet({ untilMs }).where("heldNames.untilMs", "<", untilMs),
      )
      .execute();
}

/** Whom a name is held for; null: nobody. */
export async function heldNameOwner(
  db: Kysely<Tables>,
  nameKey: string,
  nowMs: number,
  but = 0,
): Promise<number | null> {
  const row = await db
    .selectFrom("heldNames")
    .select("player")
    .where("key", "in", heldNameKeys(nameKey))
    .where("untilMs", ">", nowMs)
    .where("player", "!=", but)
    .executeTakeFirst();
  return row?.player ?? null;
}
