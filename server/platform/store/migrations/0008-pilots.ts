import type { Untyped } from "./untyped.ts";

export async function pilots(db: Untyped): Promise<void> {
  await db.schema
    .createTable("pilots")
    .addColumn("room", "text", (column) => column.notNull())
    .addColumn("pilot", "integer", (column) => column.notNull())
    .addColumn("player", "integer", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("pilotsKey", ["room", "pilot"])
    .execute();
  await db.schema.createIndex("pilotsOf").on("pilots").column("player").execute();
  await db.schema.createIndex("pilotsByTime").on("pilots").column("atMs").execute();
}
