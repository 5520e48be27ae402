import type { Kysely } from "kysely";
import { ROLE } from "../../../../shared/roles.ts";
import { FOREVER_MS, heldNameKeys } from "../held-names.ts";
import type { Tables } from "../schema.ts";
import type { Untyped } from "./untyped.ts";

export async function rights(db: Untyped): Promise<void> {
  await db.schema
    .createTable("appointments")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("player", "integer", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("heldNames")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("player", "integer", (column) => column.notNull())
    .addColumn("untilMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("banMarks")
    .addColumn("player", "integer", (column) => column.primaryKey())
    .addColumn("untilMs", "bigint", (column) => column.notNull())
    .addColumn("by", "integer", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
  const known = db as Kysely<Pick<Tables, "players" | "heldNames">>;
  const withRights = await known.selectFrom("players").selectAll().where("role", ">=", ROLE.moderator).execute();
  const rows = withRights.flatMap(({ id, nameKey }) =>
    heldNameKeys(nameKey).map((key) => ({ key, player: id, untilMs: FOREVER_MS })),
  );
  for (const row of rows) await known.insertInto("heldNames").values(row).execute();
}
