import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { FILE_MODE, FOLDER_MODE, TEMP_SUFFIX } from "../../storage/inventory.ts";
import { SyncGroup } from "./sync-group.ts";

export interface FileEntry {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** A file open for appending. */
export interface OpenFile {
  /** Writes all bytes, or throws. */
  write(bytes: Uint8Array): void;
  /** Resolves when the written bytes are on the disk. */
  sync(): Promise<void>;
  close(): void;
}

/** The file system operations of a journal. Methods throw the errors of the system; paths use `/`. */
export interface FileSystem {
  /** The entries of a folder, sorted by name; empty if there is no such folder. */
  list(folder: string): FileEntry[];
  /** @param most maximum number of bytes @param from offset; default: the start */
  read(path: string, most?: number, from?: number): Uint8Array;
  /** A file that is read lazily, off this thread. */
  blob(path: string): Blob;
  /** Creates a file and its folder. Throws an error with code EEXIST if the file exists. */
  create(path: string): OpenFile;
  /** Replaces a whole file atomically. */
  replace(path: string, bytes: Uint8Array): void;
  /** A value that changes with every `replace`; null: no such file. */
  stamp(path: string): string | null;
  /** Moves a file or a folder, creating the target's folder. @param modifiedMs its new modification time */
  move(from: string, to: string, modifiedMs?: number): void;
  /** Removes a file, or a folder with its content, if it exists. */
  remove(path: string): void;
}

export function hasCode(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | null)?.code === code;
}

const PRIVATE_FOLDER = { recursive: true, mode: FOLDER_MODE } as const;

/** Creates files and folders that only the server's user can read. */
export const diskFileSystem: FileSystem = {
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
    return openGrowingFile(fd, path);
  },

  replace(path, bytes) {
    const draft = `${path}${TEMP_SUFFIX}`;
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

/** Repeats partial writes: a full disk accepts a first part and refuses the next. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at);
}

/** @param fd of the new file at `path` */
function openGrowingFile(fd: number, path: string): OpenFile {
  let syncing = 0;
  let closing = false;
  let folderSynced = false;
  return {
    write: (bytes) => writeAll(fd, bytes),
    async sync() {
      syncing++;
      try {
        await syncs.join(fd);
        // A new file survives only if its folder is on the disk too, and the folders above, which may be as new.
        if (!folderSynced) await syncFoldersOf(path);
        folderSynced = true;
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

/** The size of a file is part of its data; times and modes need not survive. */
const syncs = new SyncGroup(
  (fd) => new Promise((resolve, reject) => fs.fdatasync(fd, (error) => (error === null ? resolve() : reject(error)))),
);

function fsync(fd: number): Promise<void> {
  return new Promise((resolve, reject) => fs.fsync(fd, (error) => (error === null ? resolve() : reject(error))));
}

/** A room's folder, that of all rooms, and the data folder. */
const FOLDER_LEVELS = 3;

async function syncFoldersOf(path: string): Promise<void> {
  for (let level = 0, folder = dirname(path); level < FOLDER_LEVELS; level++, folder = dirname(folder)) {
    const fd = fs.openSync(folder, "r");
    try {
      await fsync(fd);
    } finally {
      fs.closeSync(fd);
    }
  }
}
