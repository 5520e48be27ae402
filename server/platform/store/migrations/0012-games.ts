import { type Kysely, sql } from "kysely";
import type { Tables } from "../schema.ts";
import type { Untyped } from "./untyped.ts";

/** Results and careers by game. Until then only the arena's rounds had results. */
export async function games(db: Untyped): Promise<void> {
  await db.schema
    .alterTable("rounds")
    .addColumn("game", "text", (column) => column.notNull().defaultTo("arena"))
    .execute();
  await db.schema.alterTable("careers").renameTo("oldCareers").execute();
  await db.schema
    .createTable("careers")
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("game", "text", (column) => column.notNull())
    .addColumn("credits", "bigint", (column) => column.notNull())
    .addColumn("kills", "bigint", (column) => column.notNull())
    .addColumn("deaths", "bigint", (column) => column.notNull())
    .addColumn("rounds", "bigint", (column) => column.notNull())
    .addColumn("wins", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("careersByGame", ["player", "game"])
    .execute();
  const known = db as Kysely<Pick<Tables, "careers"> & { readonly oldCareers: Omit<Tables["careers"], "game"> }>;
  await known
    .insertInto("careers")
    .columns(["player", "game", "credits", "kills", "deaths", "rounds", "wins"])
    .expression(
      known
        .selectFrom("oldCareers")
        .select(["player", sql.lit("arena").as("game"), "credits", "kills", "deaths", "rounds", "wins"]),
    )
    .execute();
  await db.schema.dropTable("oldCareers").execute();
}
