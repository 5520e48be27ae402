import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { ROLE } from "../../../shared/roles.ts";
import type { Backend } from "./dialect.ts";
import { FOREVER_MS, heldNameKeys } from "./held-names.ts";
import { StoreError } from "./port.ts";
import type { Tables } from "./schema.ts";

type Untyped = Kysely<unknown>;

/** Sorted by name. A released migration never changes. */
const MIGRATIONS: Readonly<Record<string, (db: Untyped, backend: Backend) => Promise<void>>> = {
  "0001-players": players,
  "0002-rounds": rounds,
  "0003-notices": notices,
  "0004-seen": seen,
  "0005-refreshes": refreshes,
  "0006-rights": rights,
  "0007-erasures": erasures,
  "0008-pilots": pilots,
  "0009-credentials": credentials,
  "0010-recordings": recordings,
  "0011-careers": careers,
  "0012-games": games,
};

/**
 * Migrates the tables, one process at a time. Rejects with {@link StoreError}, also if the tables are of a newer
 * version.
 */
export async function migrate<Any>(db: Kysely<Any>, backend: Backend): Promise<void> {
  await refuseNewer(db as unknown as Untyped);
  const steps = Object.entries(MIGRATIONS).map(([name, up]): [string, Migration] => [
    name,
    { up: (within) => up(within as Untyped, backend) },
  ]);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(steps) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof StoreError ? error : new StoreError(String(error), { cause: error });
}

const DONE = "kysely_migration";

async function refuseNewer(db: Untyped): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DONE)) return;
  const rows = await (db as Kysely<{ [DONE]: { name: string } }>).selectFrom(DONE).select("name").execute();
  const unknown = rows.map(({ name }) => name).filter((name) => !(name in MIGRATIONS));
  if (unknown.length === 0) return;
  const newest = Object.keys(MIGRATIONS).at(-1);
  throw new StoreError(
    `the database was made by a newer version: it has ${unknown.sort().join(", ")}, this version knows up to ${newest}`,
  );
}

async function players(db: Untyped, { rowNumber }: Backend): Promise<void> {
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

async function rounds(db: Untyped): Promise<void> {
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

async function notices(db: Untyped): Promise<void> {
  await db.schema
    .createTable("inboxes")
    .addColumn("player", "integer", (column) => column.primaryKey().references("players.id").onDelete("cascade"))
    .addColumn("lastId", "integer", (column) => column.notNull())
    .addColumn("cursor", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable("notices")
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("id", "integer", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("noticesKey", ["player", "id"])
    .execute();
  await db.schema
    .createTable("mutedKinds")
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("kind", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("mutedKindsKey", ["player", "kind"])
    .execute();
}

async function seen(db: Untyped): Promise<void> {
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

async function refreshes(db: Untyped): Promise<void> {
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

async function rights(db: Untyped): Promise<void> {
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

async function credentials(db: Untyped, { rowNumber }: Backend): Promise<void> {
  await db.schema
    .createTable("recoveryCodes")
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("hash", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("recoveryCodesKey", ["player", "hash"])
    .execute();
  await db.schema
    .createTable("passkeys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("publicKey", "text", (column) => column.notNull())
    .addColumn("counter", "bigint", (column) => column.notNull())
    .addColumn("createdAtMs", "bigint", (column) => column.notNull())
    .addColumn("usedAtMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("passkeysOf").on("passkeys").column("player").execute();
  await rowNumber(db.schema.createTable("signIns"))
    .addColumn("player", "integer", (column) => column.notNull().references("players.id").onDelete("cascade"))
    .addColumn("how", "text", (column) => column.notNull())
    .addColumn("failed", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("browser", "text", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("signInsOf").on("signIns").column("player").execute();
}

async function pilots(db: Untyped): Promise<void> {
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

async function erasures(db: Untyped, { rowNumber }: Backend): Promise<void> {
  await rowNumber(db.schema.createTable("erasures"))
    .addColumn("player", "integer", (column) => column.notNull())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
}

async function recordings(db: Untyped): Promise<void> {
  await db.schema
    .createTable("goneFromRecordings")
    .addColumn("player", "integer", (column) => column.primaryKey())
    .addColumn("atMs", "bigint", (column) => column.notNull())
    .execute();
}

async function careers(db: Untyped): Promise<void> {
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

/** Results and careers by game. Until then only the arena's rounds had results. */
async function games(db: Untyped): Promise<void> {
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
