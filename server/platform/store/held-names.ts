import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

/** The latest time that a date can have, ms since 1970. */
export const FOREVER_MS = 8_640_000_000_000_000;

/** The keys that no other account may have. */
export const nameClaims = (nameKey: string): string[] => [...new Set(nameKey.split("\n"))];

/** Names are held as digests, because a deleted player's name must not be stored. */
export const heldNameKeys = (nameKey: string): string[] =>
  nameClaims(nameKey)
    .map((line) => createHash("sha256").update(`orrery name ${line}`).digest("base64url"))
    .sort();

/** Holds a name for a player, who may have been deleted. An earlier hold with a later end stays. */
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

/** The player for whom a name is held; null: none. */
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
