import { JournalError, readTimeline, type Segment, SegmentReader, type Timeline } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { decodeRoomRecord, type RoomRecord } from "./durable-room.ts";
import { Unrecoverable } from "./room-type.ts";

/**
 * Reads a room from its segments. Returns null if the room had ended. Throws `JournalError`, `CodecError` or {@link
 * Unrecoverable}.
 */
export function readRoom(segments: readonly Segment[]): { timeline: Timeline; record: RoomRecord<unknown> } | null {
  const timeline = readTimeline(segments);
  if (timeline.end?.reason === "closed") return null;
  if (timeline.room === null) throw new Unrecoverable("the journal has no record of the seats");
  return { timeline, record: decodeRoomRecord(timeline.room) };
}

/** Whose a journal is, as far as it can be read: the name of its room type, and the id of its machine. */
export function ownerIn(segments: readonly Segment[]): {
  readonly room: string | null;
  readonly machine: string | null;
} {
  let room: string | null = null;
  try {
    const found = readTimeline(segments).room;
    if (found !== null) room = decodeRoomRecord(found).room;
  } catch (error) {
    if (!(error instanceof JournalError || error instanceof CodecError)) throw error;
  }
  return { room, machine: machineIn(segments) };
}

function machineIn(segments: readonly Segment[]): string | null {
  for (const { bytes, name } of segments) {
    try {
      const { header } = new SegmentReader(bytes, name);
      if (header !== null) return header.machine;
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
    }
  }
  return null;
}

/** Whether a process was killed before it had begun a journal: nobody has seen the room. */
export function wasNeverBegun(segments: readonly Segment[]): boolean {
  if (segments.length !== 1 || !/^0*1\.orj$/.test(segments[0].name)) return false;
  try {
    const reader = new SegmentReader(segments[0].bytes);
    while (!reader.hasWorld && reader.next() !== null);
    return !reader.hasWorld && reader.cut?.kind === "torn";
  } catch {
    return false;
  }
}
