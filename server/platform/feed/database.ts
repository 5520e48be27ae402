import type { Database } from "bun:sqlite";
import { openDatabase } from "../../storage/open-database.ts";

/** By version of the file, each applied after the previous ones. */
const MIGRATIONS = [
  `CREATE TABLE log (id TEXT NOT NULL);
   CREATE TABLE numbers (topic TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE messages (
     topic TEXT NOT NULL, seq INTEGER NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL, atMs INTEGER NOT NULL,
     text TEXT NOT NULL, PRIMARY KEY (topic, seq)
   ) WITHOUT ROWID;
   CREATE INDEX byKey ON messages (topic, key);
   CREATE INDEX byOwner ON messages (topic, owner);
   CREATE TABLE sources (
     name TEXT PRIMARY KEY, tick INTEGER NOT NULL, idx INTEGER NOT NULL, used INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX byUse ON sources (used);
   CREATE TABLE memories (source TEXT PRIMARY KEY, memory TEXT NOT NULL);
   CREATE TABLE beacons (
     name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, place TEXT NOT NULL, by INTEGER NOT NULL, expiresAtMs INTEGER NOT NULL
   ) WITHOUT ROWID;`,
  "CREATE TABLE gone (number INTEGER PRIMARY KEY AUTOINCREMENT, player INTEGER NOT NULL UNIQUE)",
  "CREATE TABLE later (number INTEGER PRIMARY KEY AUTOINCREMENT, dueMs INTEGER NOT NULL, draft TEXT NOT NULL)",
  "CREATE TABLE erasing (player INTEGER PRIMARY KEY, atMs INTEGER NOT NULL, draft TEXT NOT NULL)",
];

/**
 * Opens the feed's database. It belongs to the process that owns the data folder and is separate from the store, because
 * messages are numbered at once, hundreds of times a second, and losing it loses history only. A published message is
 * written: it survives the process, though not a loss of power.
 */
export function openFeedDatabase(path: string): Database {
  return openDatabase(path, (db) => {
    const { user_version: version } = db.query("PRAGMA user_version").get() as { user_version: number };
    if (version > MIGRATIONS.length)
      throw new Error(`${path} was written by a newer version; move it away to begin a new feed`);
    db.transaction(() => {
      for (const migration of MIGRATIONS.slice(version)) db.run(migration);
      db.run(`PRAGMA user_version = ${MIGRATIONS.length}`);
    })();
  });
}
