import { JournalError, type SegmentHeader, SegmentReader } from "../../../shared/journal/index.ts";
import type { Tick } from "../../../shared/machine.ts";
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

/** Bytes to read for a header, which is seldom longer. */
const HEADER_BYTES = 0x4000;

/** Segments by finished round, without rounds that ended after `through`. */
export function finishedRounds(
  files: FileSystem,
  segments: readonly SegmentFile[],
  ended: boolean,
  through: Tick,
): SegmentFile[][] {
  const rounds = new Map<number, { readonly firstTick: Tick; readonly segments: SegmentFile[] }>();
  let since = 0;
  for (const segment of segments) {
    // A segment without a header belongs to the round before it.
    const header = readHeader(files, segment);
    since = header?.since ?? since;
    const round = rounds.get(since) ?? { firstTick: header?.tick ?? 0, segments: [] };
    rounds.set(since, round);
    round.segments.push(segment);
  }
  const inOrder = [...rounds.values()];
  const last = inOrder.length - 1;
  return inOrder
    .filter((_, i) => (i < last ? inOrder[i + 1].firstTick <= through : ended))
    .map((round) => round.segments);
}

function readHeader(files: FileSystem, { name, path, bytes }: SegmentFile): SegmentHeader | null {
  for (const most of [HEADER_BYTES, bytes]) {
    const { header } = new SegmentReader(files.read(path, most), name);
    if (header !== null || bytes <= most) return header;
  }
  return null;
}

/** The machine that wrote the segments; null: unknown. */
export function machineOf(files: FileSystem, segments: readonly SegmentFile[]): string | null {
  for (const segment of segments) {
    try {
      const header = readHeader(files, segment);
      if (header !== null) return header.machine;
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
    }
  }
  return null;
}

/** Whether a segment has a snapshot from a tick up to `through`. */
export function beginsBy(files: FileSystem, { name, path }: SegmentFile, through: Tick): boolean {
  const reader = new SegmentReader(files.read(path), name);
  if (reader.header === null || reader.header.tick > through) return false;
  for (let record = reader.next(); record !== null; record = reader.next()) if (record.type === "snapshot") return true;
  return false;
}

/** Whether the room of these segments has ended. */
export function hasEnded(files: FileSystem, segments: readonly SegmentFile[]): boolean {
  const newest = segments.at(-1);
  if (newest === undefined) return false;
  try {
    const reader = new SegmentReader(files.read(newest.path), newest.name);
    let ended = false;
    for (let record = reader.next(); record !== null; record = reader.next())
      ended = record.type === "end" && record.reason === "closed";
    return ended;
  } catch (error) {
    if (error instanceof JournalError) return false;
    throw error;
  }
}
