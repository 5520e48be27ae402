import type { Kysely } from "kysely";
import type { StoreOperations } from "../port.ts";
import type { ReportPruned } from "../prune.ts";
import type { Tables } from "../schema.ts";
import { atomicOn } from "./atomic.ts";
import { credentialWork } from "./credentials.ts";
import { friendWork } from "./friends.ts";
import { inboxWork } from "./inbox.ts";
import { leagueWork } from "./league.ts";
import { orderWork } from "./order.ts";
import { pilotWork } from "./pilots.ts";
import { playerWork } from "./players.ts";
import { sessionWork } from "./sessions.ts";

/** The operations on a database, or on a transaction of it. @param wallMs milliseconds since 1970 */
export function storeWork(db: Kysely<Tables>, gave: ReportPruned, wallMs: () => number): StoreOperations {
  const atomic = atomicOn(db);
  return {
    ...playerWork(db, atomic, wallMs),
    ...sessionWork(db, atomic, gave),
    ...credentialWork(db, atomic),
    ...orderWork(db, atomic),
    ...leagueWork(db, atomic),
    ...friendWork(db, atomic),
    ...inboxWork(db, atomic, gave),
    ...pilotWork(db, atomic),
  };
}
