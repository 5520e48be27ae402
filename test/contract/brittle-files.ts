import type { FileSystem } from "../../server/journal/files/file-system.ts";

export interface Brittle {
  readonly files: FileSystem;
  /** What every write, creation, replacement, move and removal throws from now on; null: they work. */
  breakWith(code: string | null): void;
  /** After so many bytes more, the write under way stops, and nothing works from then on. */
  stopAfter(bytes: number): void;
  /** Files made and not yet closed. */
  openFiles(): number;
}

/** A file system that fails when told to. */
export function brittle(inner: FileSystem): Brittle {
  let broken: string | null = null;
  let left = Number.POSITIVE_INFINITY;
  let open = 0;

  const check = () => {
    if (broken !== null) throw Object.assign(new Error(`${broken}: as the test wants it`), { code: broken });
  };
  /** As many bytes as still go. */
  const spend = (bytes: Uint8Array): Uint8Array => {
    check();
    const taken = bytes.subarray(0, left);
    left -= taken.length;
    if (taken.length < bytes.length) broken = "ENOSPC";
    return taken;
  };

  const files: FileSystem = {
    list: (folder) => inner.list(folder),
    read: (path, most, from) => inner.read(path, most, from),
    blob: (path) => inner.blob(path),
    stamp: (path) => inner.stamp(path),
    create(path) {
      check();
      const file = inner.create(path);
      open++;
      return {
        write(bytes) {
          file.write(spend(bytes));
          check();
        },
        sync: () => file.sync(),
        close() {
          file.close();
          open--;
        },
      };
    },
    replace(path, bytes) {
      check();
      // Half of it is never seen.
      if (spend(bytes).length === bytes.length) inner.replace(path, bytes);
      check();
    },
    move(from, to) {
      check();
      inner.move(from, to);
    },
    remove(path) {
      check();
      inner.remove(path);
    },
  };
  return {
    files,
    breakWith(code) {
      broken = code;
      left = Number.POSITIVE_INFINITY;
    },
    stopAfter(bytes) {
      left = bytes;
    },
    openFiles: () => open,
  };
}
