import type { Kysely } from "kysely";
import { STORE_LIMITS } from "../../../../shared/wire/limits.ts";
import type { StoreOperations } from "../port.ts";
import type { Tables } from "../schema.ts";
import type { Atomic } from "./atomic.ts";

type Pilots = Pick<
  StoreOperations,
  | "addPilots"
  | "pilotsOf"
  | "pilotsByIds"
  | "pilotsOfPlayer"
  | "pilotRooms"
  | "removePilotsOf"
  | "pendingRecordingErasures"
  | "recordingErasureDone"
>;

const GONE_AT_ONCE = 1_000;

export function pilotWork(db: Kysely<Tables>, atomic: Atomic): Pilots {
  return {
    addPilots: (rows) =>
      atomic(async (within) => {
        const asked = [...new Set(rows.map(({ player }) => player))].filter((player) => player > 0);
        const found =
          asked.length === 0 ? [] : await within.selectFrom("players").select("id").where("id", "in", asked).execute();
        const known = new Set([0, ...found.map(({ id }) => id)]);
        // The same order in all transactions avoids deadlocks.
        const kept = rows
          .filter(({ player }) => known.has(player))
          .sort((a, b) => (a.room === b.room ? a.pilot - b.pilot : a.room < b.room ? -1 : 1));
        for (const { room, pilot, player, name, atMs } of kept)
          await within
            .insertInto("pilots")
            .values({ room, pilot, player, name, atMs })
            // An id that a crash kept out of the journal is used again.
            .onConflict((conflict) => conflict.columns(["room", "pilot"]).doUpdateSet({ player, name, atMs }))
            .execute();
        const newest = new Map(kept.map(({ room, pilot }) => [room, pilot]));
        for (const [room, pilot] of newest)
          await within
            .deleteFrom("pilots")
            .where("room", "=", room)
            .where("pilot", "<=", pilot - STORE_LIMITS.pilotsPerRoom)
            .execute();
      }),
    pilotsOf: (room, most) =>
      db.selectFrom("pilots").selectAll().where("room", "=", room).orderBy("pilot", "desc").limit(most).execute(),
    pilotsByIds: async (room, pilots) =>
      pilots.length === 0
        ? []
        : db.selectFrom("pilots").selectAll().where("room", "=", room).where("pilot", "in", pilots).execute(),
    pilotsOfPlayer: (player, most) =>
      db
        .selectFrom("pilots")
        .selectAll()
        .where("player", "=", player)
        .orderBy("atMs", "desc")
        .orderBy("room")
        .orderBy("pilot", "desc")
        .limit(most)
        .execute(),
    pilotRooms: async () => {
      const rows = await db.selectFrom("pilots").select("room").distinct().orderBy("room").execute();
      return rows.map(({ room }) => room);
    },
    pendingRecordingErasures: async () => {
      const rows = await db
        .selectFrom("goneFromRecordings")
        .select("player")
        .orderBy("atMs")
        .orderBy("player")
        .limit(GONE_AT_ONCE)
        .execute();
      return rows.map(({ player }) => player);
    },
    recordingErasureDone: async (player) => {
      await db.deleteFrom("goneFromRecordings").where("player", "=", player).execute();
    },
    removePilotsOf: async (room) => {
      await db.deleteFrom("pilots").where("room", "=", room).execute();
    },
  };
}
