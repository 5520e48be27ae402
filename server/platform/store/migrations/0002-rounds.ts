import type { Untyped } from "./untyped.ts";

export async function rounds(db: Untyped): Promise<void> {
  await db.schema
    .createTable("rounds")
    .addColumn("room", "text", (column) => column.notNull())
    .addColumn("round", "integer", (column) => column.notNull())
    .addColumn("endedAtMs", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("roundsKey", ["room", "round"])
    .execute();
  await db.schema.createIndex("roundsByTime").on("rounds").column("endedAtMs").execute();
  await db.schema
    .createTable("results")
    .addColumn("room", "text", (column) => column.notNull())
    .addColumn("round", "integer", (column) => column.notNull())
    .addColumn("player", "integer", (column) => column.notNull())
    .addColumn("place", "integer", (column) => column.notNull())
    .addColumn("credits", "bigint", (column) => column.notNull())
    .addColumn("kills", "integer", (column) => column.notNull())
    .addColumn("deaths", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("resultsKey", ["room", "round", "player"])
    .execute();
  await db.schema.createIndex("resultsOf").on("results").column("player").execute();
}
