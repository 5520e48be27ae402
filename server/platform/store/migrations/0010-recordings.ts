import type { Untyped } from "./untyped.ts";

export async function recordings(db: Untyped): Promise<void> {
  await db.schema
    .createTable("goneFromRecordings")
    .addColumn("player", "integer", (column) => column.primaryKey())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
}
