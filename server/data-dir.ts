import { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPrivateFile, DATA, FILE_MODE, FOLDER_MODE, tidyDataDir } from "./platform/storage/inventory.ts";

/** Another server works in the data folder. */
export class DataDirTaken extends Error {
  override readonly name = "DataDirTaken";
}

export interface DataDir {
  /** Why nothing can be kept in it; null: it can. */
  readonly problem: string | null;
  /** What was put in order in it, for whoever runs the server. */
  readonly tidied: readonly string[];
  /** 32 bytes that are the same after a restart, if anything can be kept. */
  secret(): Uint8Array;
  release(): void;
}

/** How long a server that is about to end is waited for, ms. */
const WAIT_MS = 3_000;
const SECRET_BYTES = 32;

/**
 * Makes the folder this process's own until it ends, in whatever way: two servers would each take up the other's rooms.
 * Throws {@link DataDirTaken}.
 */
export function openDataDir(path: string): DataDir {
  let lock: Database | null = null;
  try {
    mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
    // A lock of the operating system, which no killed process leaves behind.
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

/** What cannot be put in order, as on file systems without modes, keeps nobody from playing. */
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
    // Seats are held until the process ends, then.
  }
  return fresh;
}
