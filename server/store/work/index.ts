import type { Kysely } from "kysely";
import type { StoreWork } from "../port.ts";
import type { Tables } from "../schema.ts";
import { atomicOn } from "./atomic.ts";
import { inboxWork } from "./inbox.ts";
import { leagueWork } from "./league.ts";
import { orderWork } from "./order.ts";
import { friendWork, playerWork, sessionWork } from "./players.ts";

/** The port's methods on a database, or on a transaction of it. */
export function storeWork(db: Kysely<Tables>): StoreWork {
  const atomic = atomicOn(db);
  return {
    ...playerWork(db, atomic),
    ...sessionWork(db, atomic),
    ...orderWork(db, atomic),
    ...leagueWork(db, atomic),
    ...friendWork(db, atomic),
    ...inboxWork(db, atomic),
  };
}
