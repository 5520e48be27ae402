import type { Kysely } from "kysely";
import { STORE_LIMITS } from "../../../../shared/wire/limits.ts";
import { overFairShare } from "../../../storage/fair-share.ts";
import type { StoreOperations } from "../port.ts";
import type { ReportPruned } from "../prune.ts";
import type { Tables } from "../schema.ts";
import { type Atomic, knownPlayer } from "./atomic.ts";

type Inbox = Pick<
  StoreOperations,
  "addNotice" | "inbox" | "inboxCursor" | "moveInboxCursor" | "mutedKinds" | "muteKind"
>;

export function inboxWork(db: Kysely<Tables>, atomic: Atomic, gave: ReportPruned): Inbox {
  return {
    addNotice: (player, { kind, body, atMs }) =>
      atomic(async (within) => {
        if (!(await knownPlayer(within, player))) return null;
        const muted = await within
          .selectFrom("mutedKinds")
          .select("kind")
          .where("player", "=", player)
          .where("kind", "=", kind)
          .executeTakeFirst();
        if (muted !== undefined) return null;
        const { lastId: id } = await within
          .insertInto("inboxes")
          .values({ player, lastId: 1 })
          .onConflict((conflict) =>
            conflict.column("player").doUpdateSet(({ eb, ref }) => ({ lastId: eb(ref("inboxes.lastId"), "+", 1) })),
          )
          .returning("lastId")
          .executeTakeFirstOrThrow();
        await within.insertInto("notices").values({ player, id, kind, body, atMs }).execute();
        const over = id > STORE_LIMITS.inboxRows ? await beyondInbox(within, player) : [];
        if (over.length === 0) return id;
        await within.deleteFrom("notices").where("player", "=", player).where("id", "in", over).execute();
        gave("notices", over.length);
        return id;
      }),
    inbox: (player, afterId, most) =>
      db
        .selectFrom("notices")
        .select(["id", "kind", "body", "atMs"])
        .where("player", "=", player)
        .where("id", ">", afterId)
        .orderBy("id")
        .limit(most)
        .execute(),
    inboxCursor: async (player) => {
      const row = await db.selectFrom("inboxes").select("cursor").where("player", "=", player).executeTakeFirst();
      return row?.cursor ?? 0;
    },
    moveInboxCursor: async (player, id) => {
      // Never backward, and never beyond the last id.
      await db
        .updateTable("inboxes")
        .set({ cursor: id })
        .where("player", "=", player)
        .where("cursor", "<", id)
        .where("lastId", ">=", id)
        .execute();
    },
    mutedKinds: async (player) => {
      const rows = await db
        .selectFrom("mutedKinds")
        .select("kind")
        .where("player", "=", player)
        .orderBy("kind")
        .execute();
      return rows.map(({ kind }) => kind);
    },
    muteKind: (player, kind, muted) =>
      atomic(async (within) => {
        if (!muted) {
          await within.deleteFrom("mutedKinds").where("player", "=", player).where("kind", "=", kind).execute();
        } else if (await knownPlayer(within, player)) {
          await within
            .insertInto("mutedKinds")
            .values({ player, kind })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        }
      }),
  };
}

/** Ids of the player's notices to delete: the oldest of the player or kind that caused most of them. */
async function beyondInbox(within: Kysely<Tables>, player: number): Promise<number[]> {
  const rows = await within
    .selectFrom("notices")
    .select(["id", "kind", "body"])
    .where("player", "=", player)
    .orderBy("id")
    .execute();
  if (rows.length <= STORE_LIMITS.inboxRows) return [];
  const shared = rows.map(({ id, kind, body }) => ({ id, bytes: body.length, players: [causerOf(kind, body)] }));
  return overFairShare(shared, STORE_LIMITS.inboxRows, Number.POSITIVE_INFINITY).map(({ id }) => id);
}

/** The cause of a notice: the player whom it names, or else its kind. */
function causerOf(kind: string, body: string): string {
  const { player } = JSON.parse(body) as { readonly player?: unknown };
  return typeof player === "number" ? `${player}` : kind;
}
