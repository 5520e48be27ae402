import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

/** Editors write a file in several steps. */
const QUIET_MS = 25;
/** Files that editors make beside the ones they save, and what tools keep. */
const IGNORED = /(?:^|\/)(?:\.|node_modules\/|4913$)|~$/;

export interface WatchedFolder {
  /** Absolute. */
  readonly path: string;
  /** With all below it, or its own files alone. */
  readonly isDeep: boolean;
}

/**
 * Watches folders. Returns a function that ends it.
 *
 * @param onChange called with the absolute paths that changed, once none has changed for a moment
 */
export function watchFolders(
  folders: readonly WatchedFolder[],
  onChange: (paths: ReadonlySet<string>) => void,
): () => void {
  let changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    const paths = changed;
    changed = new Set();
    onChange(paths);
  };
  const watchers = folders.map(
    ({ path, isDeep }): FSWatcher =>
      watch(path, { recursive: isDeep }, (_event, name) => {
        if (name === null || IGNORED.test(name)) return;
        changed.add(join(path, name));
        clearTimeout(timer);
        timer = setTimeout(settle, QUIET_MS);
      }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
