import type { FileEntry, Files } from "./files.ts";
import { type Layout, segmentNumber } from "./layout.ts";
import type { JournalSettings } from "./port.ts";

export interface SegmentFile {
  readonly number: number;
  readonly name: string;
  readonly path: string;
  bytes: number;
}

/** A room's segments, in order. */
export function listSegments(files: Files, layout: Layout, roomId: string): SegmentFile[] {
  return segmentsIn(files, layout.room(roomId));
}

/** The segments that lie in a folder, in order. */
export function segmentsIn(files: Files, folder: string): SegmentFile[] {
  const found: SegmentFile[] = [];
  for (const { name, bytes } of files.list(folder)) {
    const number = segmentNumber(name);
    if (number !== null) found.push({ number, name, bytes, path: `${folder}/${name}` });
  }
  return found.sort((a, b) => a.number - b.number);
}

/** Recovery needs the newest segment that has a world, which the newest of all may lack. */
const NEEDED_SEGMENTS = 2;

/** Which of a room's segments, given in order, are beyond its share. */
export function surplusOfRoom(segments: readonly SegmentFile[], settings: JournalSettings): SegmentFile[] {
  const most = Math.max(0, segments.length - NEEDED_SEGMENTS);
  return surplus(segments, settings.roomSegments, settings.roomBytes).slice(0, most);
}

export function byAge(entries: readonly FileEntry[]): FileEntry[] {
  return entries.toSorted((a, b) => a.modifiedMs - b.modifiedMs);
}

/** The first of a list that must go, so that the others are few and small enough. */
function surplus<T extends { readonly bytes: number }>(
  oldestFirst: readonly T[],
  most: number,
  mostBytes: number,
): T[] {
  let bytes = oldestFirst.reduce((sum, entry) => sum + entry.bytes, 0);
  let gone = 0;
  while (gone < oldestFirst.length && (oldestFirst.length - gone > most || bytes > mostBytes))
    bytes -= oldestFirst[gone++].bytes;
  return oldestFirst.slice(0, gone);
}
