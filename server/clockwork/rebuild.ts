import { type Cursor, Playback, readTimeline, type Segment, type Timeline } from "../../shared/journal/index.ts";
import type { Machine } from "../../shared/machine.ts";
import { decodeRoomRecord, type RoomRecord } from "./room-record.ts";

/** A room as it was when its process ended. */
export interface Restored<World, Config, Join> {
  readonly world: World;
  readonly seed: number;
  readonly config: Config;
  readonly record: RoomRecord<Join>;
  /** Of whoever takes it up. */
  readonly epoch: number;
  readonly since: number;
  readonly cursors: readonly Cursor[];
}

/** A journal from which its room cannot be had again; `message` says why. */
export class Unrecoverable extends Error {
  override readonly name = "Unrecoverable";
}

/** A recovery that takes longer than it may. */
export class RecoveryTimeout extends Error {
  override readonly name = "RecoveryTimeout";
}

/** null: the room had ended. Throws `JournalError`, `CodecError` or {@link Unrecoverable}. */
export function readRoom(segments: readonly Segment[]): { timeline: Timeline; record: RoomRecord<unknown> } | null {
  const timeline = readTimeline(segments);
  if (timeline.end?.reason === "closed") return null;
  if (timeline.fault !== null)
    throw new Unrecoverable(`the step to tick ${timeline.fault.tick} threw ${timeline.fault.message}`);
  if (timeline.room === null) throw new Unrecoverable("the journal does not say who sat where");
  return { timeline, record: decodeRoomRecord(timeline.room) };
}

/**
 * Plays a journal from its last snapshot to its end, comparing every hash on the way. Throws `JournalError`, `StepFault`,
 * `CodecError`, {@link Unrecoverable} or {@link RecoveryTimeout}.
 *
 * @param late asked between ticks; true: it takes too long
 */
export function rebuild<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  timeline: Timeline,
  late: () => boolean,
): World {
  const { latest, starts, hashes } = timeline;
  const playback = new Playback(machine, timeline, starts[starts.length - 1].tick);
  const recorded = new Map(hashes.map(({ tick, hash }) => [tick, hash]));
  do {
    const { tick, world } = playback;
    const expected = recorded.get(tick);
    if (expected !== undefined) {
      const hash = machine.hash(world);
      if (hash !== expected)
        throw new Unrecoverable(`replayed to another world at tick ${tick}: ${hash}, and ${expected} when recorded`);
    }
    if (late()) throw new RecoveryTimeout(`room ${latest.roomId} is only at tick ${tick} of ${timeline.lastTick}`);
  } while (playback.step());
  return playback.world;
}
