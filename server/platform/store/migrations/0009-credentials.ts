import type { Backend } from "../dialect.ts";
import type { Untyped } from "./untyped.ts";

export async function credentials(db: Untyped, { rowNumber }: Backend): Promise<void> {
  await db.schema
    .createTable("recoveryCodes")
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("hash", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("recoveryCodesKey", ["player", "hash"])
    .execute();
  await db.schema
    .createTable("passkeys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("publicKey", "text", (column) => column.notNull())
    .addColumn("counter", "bigint", (column) => column.notNull())
    .addColumn("createdAtMs", "bigint", (column) => column.notNull())
    .addColumn("usedAtMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("passkeysOf").on("passkeys").column("player").execute();
  await rowNumber(db.schema.createTable("signIns"))
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("how", "text", (column) => column.notNull())
    .addColumn("failed", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("browser", "text", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("signInsOf").on("signIns").column("player").execute();
}
