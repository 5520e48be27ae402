import type { Backend } from "../dialect.ts";
import type { Untyped } from "./untyped.ts";

export async function erasures(db: Untyped, { rowNumber }: Backend): Promise<void> {
  await rowNumber(db.schema.createTable("erasures"))
    .addColumn("player", "integer", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
}
