import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Untyped } from "./untyped.ts";

export async function refreshes(db: Untyped): Promise<void> {
  await db.schema
    .createTable("refreshes")
    .addColumn("session", "text", (column) => column.primaryKey().references("sessions.id").onDelete("cascade"))
    .addColumn("chain", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("stores")
    .addColumn("id", "text", (column) => column.primaryKey())
    .execute();
  const id = randomBytes(6).toString("hex");
  await (db as Kysely<{ stores: { id: string } }>).insertInto("stores").values({ id }).execute();
}
