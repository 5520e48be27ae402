import type { Kysely } from "kysely";
import { IDENTITY_LIMITS, STORE_LIMITS } from "../../../../shared/wire/limits.ts";
import type { StoreOperations } from "../port.ts";
import type { PasskeyRow, SignInRow } from "../rows.ts";
import type { Tables } from "../schema.ts";
import { type Atomic, knownPlayer } from "./atomic.ts";

type Credentials = Pick<
  StoreOperations,
  | "replaceRecoveryCodes"
  | "useRecoveryCode"
  | "recoveryCodesLeft"
  | "addPasskey"
  | "passkey"
  | "passkeysOf"
  | "changePasskey"
  | "removePasskey"
  | "addSignIn"
  | "signInsOf"
>;

const SIGN_IN = ["player", "how", "failed", "address", "browser", "atMs"] as const;

export function credentialWork(db: Kysely<Tables>, atomic: Atomic): Credentials {
  const passkeysOf = (within: Kysely<Tables>, player: number): Promise<PasskeyRow[]> =>
    within
      .selectFrom("passkeys")
      .selectAll()
      .where("player", "=", player)
      .orderBy("createdAtMs")
      .orderBy("id")
      .execute();
  return {
    replaceRecoveryCodes: (player, hashes) =>
      atomic(async (within) => {
        await within.deleteFrom("recoveryCodes").where("player", "=", player).execute();
        if (hashes.length === 0 || !(await knownPlayer(within, player))) return;
        await within
          .insertInto("recoveryCodes")
          .values(hashes.map((hash) => ({ player, hash })))
          .execute();
      }),
    useRecoveryCode: async (player, hash) => {
      const { numDeletedRows } = await db
        .deleteFrom("recoveryCodes")
        .where("player", "=", player)
        .where("hash", "=", hash)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    recoveryCodesLeft: async (player) => {
      const rows = await db.selectFrom("recoveryCodes").select("hash").where("player", "=", player).execute();
      return rows.length;
    },
    addPasskey: (row) =>
      atomic(async (within) => {
        if (!(await knownPlayer(within, row.player))) return false;
        if ((await passkeysOf(within, row.player)).length >= IDENTITY_LIMITS.passkeys) return false;
        const { numInsertedOrUpdatedRows = 0n } = await within
          .insertInto("passkeys")
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows > 0n;
      }),
    passkey: async (id) =>
      (await db.selectFrom("passkeys").selectAll().where("id", "=", id).executeTakeFirst()) ?? null,
    passkeysOf: (player) => passkeysOf(db, player),
    changePasskey: async (player, id, to) => {
      const changing = db.updateTable("passkeys").set(to).where("player", "=", player).where("id", "=", id);
      return (await changing.executeTakeFirstOrThrow()).numUpdatedRows > 0n;
    },
    removePasskey: async (player, id) => {
      const removing = db.deleteFrom("passkeys").where("player", "=", player).where("id", "=", id);
      return (await removing.executeTakeFirstOrThrow()).numDeletedRows > 0n;
    },
    addSignIn: (row) =>
      atomic(async (within) => {
        if (!(await knownPlayer(within, row.player))) return false;
        if (row.failed > 0 && (await addToLast(within, row))) return false;
        await within.insertInto("signIns").values(row).execute();
        const sign = row.failed > 0 ? ">" : "=";
        const over = await within
          .selectFrom("signIns")
          .select("id")
          .where("player", "=", row.player)
          .where("failed", sign, 0)
          .orderBy("id", "desc")
          .offset(STORE_LIMITS.signIns)
          .limit(STORE_LIMITS.signIns)
          .execute();
        for (const { id } of over) await within.deleteFrom("signIns").where("id", "=", id).execute();
        return true;
      }),
    signInsOf: (player) =>
      db
        .selectFrom("signIns")
        .select(SIGN_IN)
        .where("player", "=", player)
        .orderBy("atMs", "desc")
        .orderBy("id", "desc")
        .execute(),
  };
}

/** Adds to the row of consecutive failed attempts of one address. */
async function addToLast(within: Kysely<Tables>, row: SignInRow): Promise<boolean> {
  const { numUpdatedRows } = await within
    .updateTable("signIns")
    .set(({ eb, ref }) => ({
      failed: eb(ref("failed"), "+", row.failed),
      atMs: row.atMs,
      browser: row.browser,
      how: row.how,
    }))
    .where("player", "=", row.player)
    .where("failed", ">", 0)
    .where("address", "=", row.address)
    .where("atMs", ">", row.atMs - STORE_LIMITS.failedTogetherMs)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
