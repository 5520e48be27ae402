import type { Kysely } from "kysely";
import type { Tables } from "../schema.ts";

/** Runs work in the current transaction, or else in a new one. */
export type Atomic = <T>(work: (within: Kysely<Tables>) => Promise<T>) => Promise<T>;

export function atomicOn(db: Kysely<Tables>): Atomic {
  return (work) => (db.isTransaction ? work(db) : db.transaction().execute(work));
}

/** Whether a player exists. Events about a deleted player may come late, and are dropped. */
export async function knownPlayer(db: Kysely<Tables>, id: number): Promise<boolean> {
  return (await db.selectFrom("players").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}
