import type { JournalSettings } from "../port.ts";
import type { FileEntry, FileSystem } from "./file-system.ts";
import { type JournalPaths, segmentNumber } from "./journal-paths.ts";

export interface SegmentFile {
  readonly number: number;
  readonly name: string;
  readonly path: string;
  bytes: number;
}

/** A room's segments, in order. */
export function listSegments(files: FileSystem, layout: JournalPaths, roomId: string): SegmentFile[] {
  return listSegmentsIn(files, layout.room(roomId));
}

/** The segments in a folder, in order. */
export function listSegmentsIn(files: FileSystem, folder: string): SegmentFile[] {
  const found: SegmentFile[] = [];
  for (const { name, bytes } of files.list(folder)) {
    const number = segmentNumber(name);
    if (number !== null) found.push({ number, name, bytes, path: `${folder}/${name}` });
  }
  return found.sort((a, b) => a.number - b.number);
}

/** Recovery needs the newest segment with a world, and the very newest may lack one. */
const NEEDED_SEGMENTS = 2;

/** The segments of a room, given in order, that exceed its limits. */
export function surplusSegments(segments: readonly SegmentFile[], settings: JournalSettings): SegmentFile[] {
  const maxSurplus = Math.max(0, segments.length - NEEDED_SEGMENTS);
  return surplus(segments, settings.roomSegments, settings.roomBytes).slice(0, maxSurplus);
}

export function sortByAge(entries: readonly FileEntry[]): FileEntry[] {
  return entries.toSorted((a, b) => a.modifiedMs - b.modifiedMs);
}

/** The oldest entries to drop so that the rest keep both limits. */
function surplus<T extends { readonly bytes: number }>(
  oldestFirst: readonly T[],
  maxCount: number,
  maxBytes: number,
): T[] {
  let bytes = oldestFirst.reduce((sum, entry) => sum + entry.bytes, 0);
  let dropped = 0;
  while (dropped < oldestFirst.length && (oldestFirst.length - dropped > maxCount || bytes > maxBytes))
    bytes -= oldestFirst[dropped++].bytes;
  return oldestFirst.slice(0, dropped);
}
