import type { Untyped } from "./untyped.ts";

export async function careers(db: Untyped): Promise<void> {
  await db.schema
    .createTable("careers")
    .addColumn("player", "integer", (column) => column.primaryKey().references("players.id").onDelete("cascade"))
    .addColumn("credits", "bigint", (column) => column.notNull())
    .addColumn("kills", "bigint", (column) => column.notNull())
    .addColumn("deaths", "bigint", (column) => column.notNull())
    .addColumn("rounds", "bigint", (column) => column.notNull())
    .addColumn("wins", "bigint", (column) => column.notNull())
    .execute();
}
