import { Database } from "bun:sqlite";
import { createPrivateFile } from "./inventory.ts";

/** Longest wait for another connection's lock while a database is opened, ms. */
const OPEN_WAIT_MS = 5_000;

/**
 * Opens a SQLite database of the data folder, and creates a missing one. While it is opened, it waits for locks: of a backup,
 * or of a connection that is closing. Later nothing waits inside SQLite, as that would block the ticks. Throws SQLite's errors.
 *
 * @param path ":memory:": in memory only
 * @param prepare brings its tables up to date, while it may still wait
 */
export function openDatabase(path: string, prepare: (db: Database) => void = () => {}): Database {
  // The files hold password hashes and private text.
  if (path !== ":memory:") createPrivateFile(path);
  const db = new Database(path, { create: true, readwrite: true });
  try {
    db.run(`PRAGMA busy_timeout = ${OPEN_WAIT_MS}`);
    db.run("PRAGMA journal_mode = WAL");
    // NORMAL survives `kill -9`; FULL would wait for the disk on the thread that ticks.
    db.run("PRAGMA synchronous = NORMAL");
    // Overwrite deleted data.
    db.run("PRAGMA secure_delete = ON");
    prepare(db);
    db.run("PRAGMA busy_timeout = 0");
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}
