import type { Kysely } from "kysely";
import { ROLE } from "../../../../shared/roles.ts";
import { STORE_LIMITS } from "../../../../shared/wire/limits.ts";
import { FOREVER_MS, heldNameOwner, holdName, nameClaims } from "../held-names.ts";
import { type StoreOperations, UniqueViolation } from "../port.ts";
import type { PlayerRow } from "../rows.ts";
import type { Tables } from "../schema.ts";
import type { Atomic } from "./atomic.ts";
import { redactAudits } from "./audits.ts";
import { markBan } from "./order.ts";

type Players = Pick<
  StoreOperations,
  | "player"
  | "accountOf"
  | "nameOwner"
  | "addPlayer"
  | "changePlayer"
  | "makeAccount"
  | "removePlayer"
  | "pendingErasures"
  | "erasureDone"
  | "appointments"
  | "appoint"
>;

const ERASURES_AT_ONCE = 100;

export function playerWork(db: Kysely<Tables>, atomic: Atomic, wallMs: () => number): Players {
  async function claim(within: Kysely<Tables>, player: number, nameKey: string): Promise<void> {
    await within.deleteFrom("nameClaims").where("player", "=", player).execute();
    // The same order in all transactions avoids deadlocks.
    const rows = nameClaims(nameKey).map((key) => ({ key, player }));
    rows.sort((a, b) => (a.key < b.key ? -1 : 1));
    await within.insertInto("nameClaims").values(rows).execute();
    // Check after the claim, which waits for transactions that release the name.
    if ((await heldNameOwner(within, nameKey, wallMs(), player)) !== null) throw new UniqueViolation("name");
  }

  const find = (within: Kysely<Tables>, id: number) =>
    within.selectFrom("players").selectAll().where("id", "=", id).executeTakeFirst();

  return {
    player: async (id) => (await find(db, id)) ?? null,
    accountOf: async (nameKey) => {
      const found = await db
        .selectFrom("nameClaims")
        .innerJoin("players", "players.id", "nameClaims.player")
        .selectAll("players")
        .where("nameClaims.key", "in", nameClaims(nameKey))
        .orderBy("players.id")
        .executeTakeFirst();
      return found ?? null;
    },
    async nameOwner(nameKey) {
      const claimed = await db
        .selectFrom("nameClaims")
        .select("player")
        .where("key", "in", nameClaims(nameKey))
        .orderBy("player")
        .executeTakeFirst();
      return claimed?.player ?? heldNameOwner(db, nameKey, wallMs());
    },
    appointments: () => db.selectFrom("appointments").select(["name", "player"]).orderBy("name").execute(),
    appoint: (name, player) =>
      atomic(async (within) => {
        await within.insertInto("appointments").values({ name, player, atMs: wallMs() }).execute();
      }),
    addPlayer: (player: PlayerRow) =>
      atomic(async (within) => {
        await within.insertInto("players").values(player).execute();
        if (player.passwordHash === null) return;
        await claim(within, player.id, player.nameKey);
        await holdForRights(within, player);
      }),
    changePlayer: (id, to) =>
      atomic(async (within) => {
        if (Object.keys(to).length === 0) return;
        await within.updateTable("players").set(to).where("id", "=", id).execute();
        const now = await find(within, id);
        if (now === undefined || now.passwordHash === null) return;
        await claim(within, id, now.nameKey);
        await holdForRights(within, now);
      }),
    makeAccount: (id, to) =>
      atomic(async (within) => {
        const { numUpdatedRows } = await within
          .updateTable("players")
          .set(to)
          .where("id", "=", id)
          .where("passwordHash", "is", null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        await claim(within, id, to.nameKey);
        return true;
      }),
    removePlayer: (id) =>
      atomic(async (within) => {
        const gone = await find(within, id);
        if (gone === undefined) return;
        await redactAudits(within, id);
        const ban = await within
          .selectFrom("sanctions")
          .select(["player", "untilMs", "by", "atMs"])
          .where("player", "=", id)
          .where("kind", "=", "ban")
          .orderBy("untilMs", "desc")
          .executeTakeFirst();
        if (ban !== undefined) await markBan(within, ban);
        if (gone.passwordHash !== null)
          await holdName(within, id, gone.nameKey, Math.max(wallMs() + STORE_LIMITS.goneNameMs, ban?.untilMs ?? 0));
        await within.deleteFrom("pilots").where("player", "=", id).execute();
        await within
          .insertInto("goneFromRecordings")
          .values({ player: id, atMs: wallMs() })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        // Delete notices to others about the player.
        await within.deleteFrom("notices").where("body", "like", `%"player":${id},%`).execute();
        await within.deleteFrom("players").where("id", "=", id).execute();
        // Lock the counter first, so that ids become visible in order.
        await within
          .updateTable("stores")
          .set(({ ref }) => ({ id: ref("id") }))
          .execute();
        await within.insertInto("erasures").values({ player: id, atMs: wallMs() }).execute();
      }),
    pendingErasures: () =>
      db.selectFrom("erasures").select(["id", "player"]).orderBy("id").limit(ERASURES_AT_ONCE).execute(),
    async erasureDone(id) {
      await db.deleteFrom("erasures").where("id", "=", id).execute();
    },
  };
}

/** Holds the name of a player who had rights forever: nobody may impersonate them. */
async function holdForRights(within: Kysely<Tables>, { id, role, nameKey }: PlayerRow): Promise<void> {
  if (role >= ROLE.moderator) await holdName(within, id, nameKey, FOREVER_MS);
}
