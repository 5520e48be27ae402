import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { openStore, postgres, type StoreOptions, sqlite } from "../../server/platform/store/index.ts";
import type { Store } from "../../server/platform/store/port.ts";
import { findPostgres, startPostgres, type TestPostgres } from "../harness/postgres.ts";

export const NOW_MS = 1_700_000_000_000;

/** Where stores of one kind are had for tests. */
export interface Shelf {
  /** A place with nothing in it. */
  emptyPlace(): Promise<string>;
  /** A place with a store's tables and no rows, where these are quicker copied than made. */
  place(): Promise<string>;
  /** Another process's store at the same place, as far as the storage can tell. */
  open(place: string, host?: Partial<StoreOptions>): Promise<Store>;
  /** What no store would do. */
  run(place: string, sql: string): Promise<void>;
  end(): Promise<void>;
}

export interface StoreKind {
  readonly name: string;
  /** Why it cannot be had here. */
  readonly missing: string | null;
  start(): Promise<Shelf>;
}

const HOST: StoreOptions = { pruned() {}, wallMs: () => NOW_MS };

async function sqliteShelf(): Promise<Shelf> {
  const folder = mkdtempSync(join(tmpdir(), "orrery-store-"));
  let places = 0;
  const emptyPlace = async () => join(folder, `${++places}.sqlite`);
  return {
    emptyPlace,
    place: emptyPlace,
    open: (place, host) => openStore(sqlite(place), { ...HOST, ...host }),
    async run(place, sql) {
      const db = new Database(place);
      db.run(sql);
      db.close();
    },
    end: async () => rmSync(folder, { recursive: true }),
  };
}

async function postgresShelf(): Promise<Shelf> {
  const cluster: TestPostgres = await startPostgres(findPostgres()!);
  const open: Shelf["open"] = (place, host) =>
    openStore(
      postgres(place, () => {}),
      { ...HOST, ...host },
    );
  const template = await cluster.database();
  await (await open(template)).close();
  return {
    emptyPlace: () => cluster.database(),
    place: () => cluster.database(template),
    open,
    async run(place, sql) {
      const client = new Client({ connectionString: place });
      await client.connect();
      await client.query(sql);
      await client.end();
    },
    end: () => cluster.stop(),
  };
}

export const STORE_KINDS: readonly StoreKind[] = [
  { name: "SQLite", missing: null, start: sqliteShelf },
  {
    name: "Postgres",
    missing: findPostgres() === null ? "Debian's package postgresql is not on this machine" : null,
    start: postgresShelf,
  },
];
