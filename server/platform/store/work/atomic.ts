import type { Kysely } from "kysely";
import type { Tables } from "../schema.ts";

/** Runs work in the transaction that is open, or else in one of its own. */
export type Atomic = <T>(work: (within: Kysely<Tables>) => Promise<T>) => Promise<T>;

export function atomicOn(db: Kysely<Tables>): Atomic {
  return (work) => (db.isTransaction ? work(db) : db.transaction().execute(work));
}

/** What concerns a player who is gone is dropped: an event about them may come late. */
export async function knownPlayer(db: Kysely<Tables>, id: number): Promise<boolean> {
  return (await db.selectFrom("players").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}
