import type { Backend } from "../dialect.ts";
import type { Untyped } from "./untyped.ts";

export async function players(db: Untyped, { rowNumber }: Backend): Promise<void> {
  await db.schema
    .createTable("players")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("nameKey", "text", (column) => column.notNull())
    .addColumn("role", "integer", (column) => column.notNull())
    .addColumn("passwordHash", "text")
    .addColumn("createdAtMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("nameClaims")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .execute();
  await db.schema.createIndex("nameClaimsOf").on("nameClaims").column("player").execute();
  await db.schema
    .createTable("sessions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("createdAtMs", "bigint", (column) => column.notNull())
    .addColumn("expiresAtMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sessionsOf").on("sessions").column("player").execute();
  await rowNumber(db.schema.createTable("sanctions"))
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("untilMs", "bigint", (column) => column.notNull())
    .addColumn("by", "integer", (column) => column.notNull())
    .addColumn("why", "text", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sanctionsOf").on("sanctions").column("player").execute();
  await db.schema
    .createTable("follows")
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("friend", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addPrimaryKeyConstraint("followsKey", ["player", "friend"])
    .execute();
  await db.schema.createIndex("followersOf").on("follows").column("friend").execute();
  await rowNumber(db.schema.createTable("audits"))
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .addColumn("by", "integer", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("player", "integer", (column) => column.notNull())
    .addColumn("detail", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("auditsOf").on("audits").column("player").execute();
}
