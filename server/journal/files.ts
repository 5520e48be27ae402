import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { DRAFT, FILE_MODE, FOLDER_MODE } from "../storage/inventory.ts";

export interface FileEntry {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** A file that grows. */
export interface OpenFile {
  /** All of it, or throws. */
  write(bytes: Uint8Array): void;
  /** Resolves when the disk has what was written. */
  sync(): Promise<void>;
  close(): void;
}

/** What a journal needs of a file system. Every method throws what the system says; paths have `/` between their parts. */
export interface Files {
  /** What is in a folder, sorted by name; nothing, if there is no such folder. */
  list(folder: string): FileEntry[];
  /** @param most no more bytes than these, @param from this offset on; default: from the start */
  read(path: string, most?: number, from?: number): Uint8Array;
  /** A file that is read when, and as far as, it is asked for, elsewhere than on this thread. */
  blob(path: string): Blob;
  /** A new file, and its folder. Throws an error of code EEXIST if there is one already. */
  create(path: string): OpenFile;
  /** Writes a whole file, which is there as before or as now and never in between. */
  replace(path: string, bytes: Uint8Array): void;
  /** Another one after every `replace`; null: no such file. */
  stamp(path: string): string | null;
  /** A file or a folder; the folder it goes to is made. @param modifiedMs when it was written, as it is to be listed */
  move(from: string, to: string, modifiedMs?: number): void;
  /** A file or a folder with all that is in it, if it is there. */
  remove(path: string): void;
}

export function hasCode(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | null)?.code === code;
}

const PRIVATE_FOLDER = { recursive: true, mode: FOLDER_MODE } as const;

/** What it makes, only the user that runs the server can read. */
export const diskFiles: Files = {
  list(folder) {
    try {
      return fs
        .readdirSync(folder)
        .sort()
        .flatMap((name) => {
          const stat = fs.statSync(join(folder, name), { throwIfNoEntry: false });
          return stat === undefined ? [] : [{ name, bytes: stat.size, modifiedMs: stat.mtimeMs }];
        });
    } catch (error) {
      if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return [];
      throw error;
    }
  },

  read(path, most, from = 0) {
    if (most === undefined && from === 0) {
      const { buffer, byteOffset, length } = fs.readFileSync(path);
      return new Uint8Array(buffer, byteOffset, length);
    }
    const fd = fs.openSync(path, "r");
    try {
      const bytes = new Uint8Array(most ?? Math.max(0, fs.fstatSync(fd).size - from));
      return bytes.subarray(0, fs.readSync(fd, bytes, 0, bytes.length, from));
    } finally {
      fs.closeSync(fd);
    }
  },

  blob: (path) => Bun.file(path),

  create(path) {
    let fd: number;
    try {
      fd = fs.openSync(path, "wx", FILE_MODE);
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      fs.mkdirSync(dirname(path), PRIVATE_FOLDER);
      fd = fs.openSync(path, "wx", FILE_MODE);
    }
    return grow(fd, path);
  },

  replace(path, bytes) {
    const draft = `${path}${DRAFT}`;
    fs.mkdirSync(dirname(path), PRIVATE_FOLDER);
    fs.writeFileSync(draft, bytes, { mode: FILE_MODE });
    fs.renameSync(draft, path);
  },

  stamp(path) {
    const stat = fs.statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? null : `${stat.ino} ${stat.mtimeMs}`;
  },

  move(from, to, modifiedMs) {
    fs.mkdirSync(dirname(to), PRIVATE_FOLDER);
    if (modifiedMs !== undefined) fs.utimesSync(from, modifiedMs / 1_000, modifiedMs / 1_000);
    fs.renameSync(from, to);
  },

  remove: (path) => fs.rmSync(path, { recursive: true, force: true }),
};

/** A full disk takes the first part of a write and refuses the next. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at);
}

/** @param fd newly made, at `path` */
function grow(fd: number, path: string): OpenFile {
  let syncing = 0;
  let closing = false;
  let entered = false;
  return {
    write: (bytes) => writeAll(fd, bytes),
    async sync() {
      syncing++;
      try {
        await synced(fd);
        // A new file is found again only if its folder is on the disk, too.
        if (!entered) await syncFolder(dirname(path));
        entered = true;
      } finally {
        if (--syncing === 0 && closing) fs.closeSync(fd);
      }
    },
    close() {
      closing = true;
      if (syncing === 0) fs.closeSync(fd);
    },
  };
}

function synced(fd: number): Promise<void> {
  return new Promise((resolve, reject) => fs.fsync(fd, (error) => (error === null ? resolve() : reject(error))));
}

async function syncFolder(path: string): Promise<void> {
  const folder = fs.openSync(path, "r");
  try {
    await synced(folder);
  } finally {
    fs.closeSync(folder);
  }
}
