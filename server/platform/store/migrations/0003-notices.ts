import type { Untyped } from "./untyped.ts";

export async function notices(db: Untyped): Promise<void> {
  await db.schema
    .createTable("inboxes")
    .addColumn("player", "integer", (column) => column.primaryKey().references("players.id").onDelete("cascade"))
    .addColumn("lastId", "integer", (column) => column.notNull())
    .addColumn("cursor", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable("notices")
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("id", "integer", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("noticesKey", ["player", "id"])
    .execute();
  await db.schema
    .createTable("mutedKinds")
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("kind", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("mutedKindsKey", ["player", "kind"])
    .execute();
}
