import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Backend } from "../dialect.ts";
import { StoreError } from "../port.ts";
import { players } from "./0001-players.ts";
import { rounds } from "./0002-rounds.ts";
import { notices } from "./0003-notices.ts";
import { seen } from "./0004-seen.ts";
import { refreshes } from "./0005-refreshes.ts";
import { rights } from "./0006-rights.ts";
import { erasures } from "./0007-erasures.ts";
import { pilots } from "./0008-pilots.ts";
import { credentials } from "./0009-credentials.ts";
import { recordings } from "./0010-recordings.ts";
import { careers } from "./0011-careers.ts";
import { games } from "./0012-games.ts";
import type { Untyped } from "./untyped.ts";

/** By name, in order. A released migration never changes. */
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
