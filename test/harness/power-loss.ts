import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";

export interface UnsafeDisk {
  readonly files: FileSystem;
  /** What a loss of power leaves: of each file that grows, the bytes that were synced; nothing of one that never was. */
  afterPowerLoss(): FileSystem;
  /** Holds syncs back until {@link release}. */
  hold(): void;
  release(): void;
  /** What each sync throws from now on; null: they work. */
  failSyncs(code: string | null): void;
}

/** A file system in memory that loses what was not synced. @param changed called after each write and each sync */
export function unsafeDisk(changed: () => void = () => {}): UnsafeDisk {
  const inner = memoryFileSystem();
  /** Synced bytes of files that grow, by path. */
  const synced = new Map<string, number>();
  let code: string | null = null;
  let held: ReturnType<typeof Promise.withResolvers<void>> | null = null;
  const files: FileSystem = {
    ...inner,
    create(path) {
      const file = inner.create(path);
      let bytes = 0;
      synced.set(path, 0);
      return {
        ...file,
        write(more) {
          file.write(more);
          bytes += more.length;
          changed();
        },
        async sync() {
          const asked = bytes;
          await held?.promise;
          if (code !== null) throw Object.assign(new Error(`${code}: as the test wants it`), { code });
          synced.set(path, Math.max(synced.get(path) ?? 0, asked));
          changed();
        },
      };
    },
  };
  return {
    files,
    afterPowerLoss() {
      const left = memoryFileSystem();
      const copy = (path: string): void => {
        const below = inner.list(path);
        for (const { name } of below) copy(`${path}/${name}`);
        if (below.length > 0 || inner.stamp(path) === null) return;
        const bytes = synced.get(path);
        if (bytes !== 0) left.replace(path, inner.read(path, bytes));
      };
      copy("data");
      return left;
    },
    hold() {
      held ??= Promise.withResolvers<void>();
    },
    release() {
      held?.resolve();
      held = null;
    },
    failSyncs(next) {
      code = next;
    },
  };
}
