import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";

/** The files that a killed process leaves: every completed write, as a separate file system. */
export function filesAfterKill(files: FileSystem, folders: readonly string[]): FileSystem {
  const left = memoryFileSystem();
  for (const folder of folders) copy(files, left, folder);
  return left;
}

/** A file system that calls `written` after each change: the moments at which a process can be killed. */
export function withWriteHook(files: FileSystem, written: () => void): FileSystem {
  const then = <T>(result: T): T => {
    written();
    return result;
  };
  return {
    list: (folder) => files.list(folder),
    read: (path, most, from) => files.read(path, most, from),
    blob: (path) => files.blob(path),
    stamp: (path) => files.stamp(path),
    create(path) {
      const file = then(files.create(path));
      return { write: (bytes) => then(file.write(bytes)), sync: () => file.sync(), close: () => file.close() };
    },
    replace: (path, bytes) => then(files.replace(path, bytes)),
    move: (from, to) => then(files.move(from, to)),
    remove: (path) => then(files.remove(path)),
  };
}

function copy(from: FileSystem, to: FileSystem, path: string): void {
  const below = from.list(path);
  for (const { name } of below) copy(from, to, `${path}/${name}`);
  if (below.length === 0 && from.stamp(path) !== null) to.replace(path, from.read(path));
}
