import type { Kysely } from "kysely";
import { type Delivery, isAfter } from "../../../outbox/index.ts";
import type { StoreOperations } from "../port.ts";
import type { ReportPruned } from "../prune.ts";
import type { Tables } from "../schema.ts";
import { storeWork } from "./index.ts";

/** See `Store.consume`. Of two transactions for one room, the second waits and finds the events applied. */
export async function consume(
  db: Kysely<Tables>,
  consumer: string,
  events: readonly Delivery[],
  apply: (event: Delivery, within: StoreOperations) => Promise<void>,
  wallMs: () => number,
  pruned: ReportPruned,
): Promise<void> {
  if (events.length === 0) return;
  const nowMs = wallMs();
  // The same order in all transactions avoids deadlocks.
  const rooms = [...new Set(events.map(({ id }) => id.room))].sort();
  await db.transaction().execute(async (within) => {
    const work = storeWork(within, pruned, wallMs);
    for (const room of rooms) {
      const had = await within
        .insertInto("seen")
        .values({ consumer, room, tick: -1, index: 0, atMs: nowMs })
        .onConflict((conflict) => conflict.columns(["consumer", "room"]).doUpdateSet({ atMs: nowMs }))
        .returning(["tick", "index"])
        .executeTakeFirstOrThrow();
      let last = had;
      for (const event of events) {
        if (event.id.room !== room || !isAfter(event.id, last)) continue;
        await apply(event, work);
        last = event.id;
      }
      if (last === had) continue;
      await within
        .updateTable("seen")
        .set({ tick: last.tick, index: last.index })
        .where("consumer", "=", consumer)
        .where("room", "=", room)
        .execute();
    }
  });
}
