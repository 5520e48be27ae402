import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { Segment } from "../../shared/journal/index.ts";
import { JOURNAL_LIMITS } from "../../shared/journal/index.ts";
import { diskFileSystem } from "../journal/files/file-system.ts";
import { segmentNumber } from "../journal/files/journal-paths.ts";
import { ArgumentError } from "./args.ts";

/** Reads the segments at a path. Throws {@link ArgumentError}. */
export function readSource(path: string): Segment[] {
  const field = `FILE ${JSON.stringify(path)}`;
  if (!existsSync(path))
    throw new ArgumentError(`${field}: there is no such file; give a segment, a room's folder or a replay`);
  const stat = statSync(path);
  if (!stat.isDirectory()) {
    if (stat.size > JOURNAL_LIMITS.segmentBytes)
      throw new ArgumentError(`${field}: ${stat.size} bytes, a segment has ${JOURNAL_LIMITS.segmentBytes} at most`);
    return [{ name: basename(path), bytes: diskFileSystem.read(path) }];
  }
  const names = diskFileSystem.list(path).map(({ name }) => name);
  const segments = names.filter((name) => segmentNumber(name) !== null);
  if (segments.length === 0)
    throw new ArgumentError(`${field}: no segment is in this folder; they are named 00000001.orj and so on`);
  segments.sort((a, b) => Number(segmentNumber(a)) - Number(segmentNumber(b)));
  return segments.map((name) => ({ name, bytes: diskFileSystem.read(`${path}/${name}`) }));
}
