import type { Untyped } from "./untyped.ts";

export async function seen(db: Untyped): Promise<void> {
  await db.schema
    .createTable("seen")
    .addColumn("consumer", "text", (column) => column.notNull())
    .addColumn("room", "text", (column) => column.notNull())
    .addColumn("tick", "bigint", (column) => column.notNull())
    .addColumn("index", "bigint", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("seenKey", ["consumer", "room"])
    .execute();
}
