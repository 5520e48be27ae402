import { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPrivateFile, DATA, FILE_MODE, FOLDER_MODE, tidyDataDir } from "./storage/inventory.ts";

/** Another server uses the data folder. */
export class DataDirTaken extends Error {
  override readonly name = "DataDirTaken";
}

export interface DataDir {
  /** The reason why the folder cannot be written; null: it can. */
  readonly problem: string | null;
  /** Lines for the operator about changes made at the start. */
  readonly tidied: readonly string[];
  /** A secret of 32 bytes; the same after a restart if the folder is writable. */
  secret(): Uint8Array;
  release(): void;
}

/** Time to wait for another server that is about to end, ms. */
const WAIT_MS = 3_000;
const SECRET_BYTES = 32;

/**
 * Locks the folder until this process ends: two servers would recover each other's rooms. Throws {@link DataDirTaken}.
 */
export function openDataDir(path: string): DataDir {
  let lock: Database | null = null;
  try {
    mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
    // The operating system releases this lock even if the process is killed.
    createPrivateFile(join(path, DATA.lock));
    lock = new Database(join(path, DATA.lock));
    lock.run(`PRAGMA busy_timeout = ${WAIT_MS}`);
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock?.close();
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (`${code}`.startsWith("SQLITE_BUSY")) throw new DataDirTaken(`another server works in ${path}`);
    return { problem: String(message), tidied: [], secret: () => randomBytes(SECRET_BYTES), release() {} };
  }
  const held = lock;
  return {
    problem: null,
    tidied: tidied(path),
    secret: () => keptSecret(join(path, DATA.secret)),
    release: () => held.close(),
  };
}

/** Some file systems have no modes; failing to restrict access there must not stop the server. */
function tidied(path: string): readonly string[] {
  try {
    return tidyDataDir(path);
  } catch (error) {
    return [`${path} could not be put in order: ${error instanceof Error ? error.message : error}`];
  }
}

function keptSecret(path: string): Uint8Array {
  try {
    const kept = readFileSync(path);
    if (kept.length === SECRET_BYTES) return kept;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ENOENT") return randomBytes(SECRET_BYTES);
  }
  const fresh = randomBytes(SECRET_BYTES);
  try {
    writeFileSync(path, fresh, { mode: FILE_MODE });
  } catch {
    // Then seats are held only until the process ends.
  }
  return fresh;
}
