import type { FileSystem } from "./file-system.ts";

/** A file system in memory, for tests and for rooms that need not survive the process. */
export function memoryFileSystem(): FileSystem {
  const files = new Map<string, { bytes: Uint8Array; version: number }>();
  let version = 0;

  function find(path: string) {
    const file = files.get(path);
    if (file === undefined) throw failure("ENOENT", path);
    return file;
  }

  return {
    list(folder) {
      const entries = new Map<string, { name: string; bytes: number; modifiedMs: number }>();
      for (const [path, file] of files) {
        if (!path.startsWith(`${folder}/`)) continue;
        const [name, ...below] = path.slice(folder.length + 1).split("/");
        entries.set(name, { name, bytes: below.length > 0 ? 0 : file.bytes.length, modifiedMs: file.version });
      }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },

    read: (path, most = Number.POSITIVE_INFINITY, from = 0) => find(path).bytes.slice(from, from + most),

    blob: (path) => new Blob([find(path).bytes.slice()]),

    create(path) {
      if (files.has(path)) throw failure("EEXIST", path);
      const file = { bytes: new Uint8Array(0), version: ++version };
      files.set(path, file);
      return {
        write(bytes) {
          const longer = new Uint8Array(file.bytes.length + bytes.length);
          longer.set(file.bytes);
          longer.set(bytes, file.bytes.length);
          file.bytes = longer;
        },
        async sync() {},
        close() {},
      };
    },

    replace(path, bytes) {
      files.set(path, { bytes: bytes.slice(), version: ++version });
    },

    stamp(path) {
      return files.get(path)?.version.toString() ?? null;
    },

    move(from, to, modifiedMs) {
      let found = false;
      for (const [path, file] of [...files]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue;
        files.delete(path);
        files.set(to + path.slice(from.length), file);
        if (modifiedMs !== undefined) file.version = modifiedMs;
        found = true;
      }
      if (!found) throw failure("ENOENT", from);
    },

    remove(path) {
      for (const other of [...files.keys()]) if (other === path || other.startsWith(`${path}/`)) files.delete(other);
    },
  };
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
