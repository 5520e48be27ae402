import type { Files } from "../../server/journal/files.ts";
import { memoryFiles } from "../../server/journal/memory-files.ts";

/** What a killed process leaves behind: every completed write, as a file system of its own. */
export function leftBehind(files: Files, folders: readonly string[]): Files {
  const left = memoryFiles();
  for (const folder of folders) copy(files, left, folder);
  return left;
}

function copy(from: Files, to: Files, path: string): void {
  const below = from.list(path);
  for (const { name } of below) copy(from, to, `${path}/${name}`);
  if (below.length === 0 && from.stamp(path) !== null) to.replace(path, from.read(path));
}
