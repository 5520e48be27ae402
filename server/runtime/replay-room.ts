import {
  type Cursor,
  Playback,
  readCommands,
  readTimeline,
  type Segment,
  type Timeline,
} from "../../shared/journal/index.ts";
import type { Codec, Machine } from "../../shared/machine.ts";
import { Deduplicator, type EventId } from "../outbox/index.ts";
import { decodeRoomRecord, type RoomRecord } from "./room-record.ts";

/** A room as it was when its process ended. */
export interface RestoredRoom<World, Config, Join> {
  readonly world: World;
  readonly seed: number;
  readonly config: Config;
  readonly record: RoomRecord<Join>;
  /** The epoch for its new owner. */
  readonly epoch: number;
  readonly since: number;
  readonly cursors: readonly Cursor[];
  /** See `ExternalCommands`. */
  readonly seen: Uint8Array | null;
}

/** A journal from which its room cannot be recovered; `message` says why. */
export class Unrecoverable extends Error {
  override readonly name = "Unrecoverable";
}

/** A recovery took longer than its limit. */
export class RecoveryTimeout extends Error {
  override readonly name = "RecoveryTimeout";
}

/**
 * Reads a room from its segments. Returns null if the room had ended. Throws `JournalError`, `CodecError` or {@link
 * Unrecoverable}.
 */
export function readRoom(segments: readonly Segment[]): { timeline: Timeline; record: RoomRecord<unknown> } | null {
  const timeline = readTimeline(segments);
  if (timeline.end?.reason === "closed") return null;
  if (timeline.fault !== null)
    throw new Unrecoverable(`the step to tick ${timeline.fault.tick} threw ${timeline.fault.message}`);
  if (timeline.room === null) throw new Unrecoverable("the journal has no record of the seats");
  return { timeline, record: decodeRoomRecord(timeline.room) };
}

/**
 * Replays a journal from its last snapshot to its end and compares every recorded hash. Throws `JournalError`,
 * `StepFault`, `CodecError`, {@link Unrecoverable} or {@link RecoveryTimeout}.
 *
 * @param timedOut polled between ticks; true aborts the replay
 */
export function replayWorld<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  timeline: Timeline,
  timedOut: () => boolean,
): World {
  const { latest, starts, hashes } = timeline;
  const playback = new Playback(machine, timeline, starts[starts.length - 1].tick);
  const recordedHashes = new Map(hashes.map(({ tick, hash }) => [tick, hash]));
  do {
    const { tick, world } = playback;
    const expected = recordedHashes.get(tick);
    if (expected !== undefined) {
      const hash = machine.hash(world);
      if (hash !== expected)
        throw new Unrecoverable(`the replayed world differs at tick ${tick}: hash ${hash}, recorded ${expected}`);
    }
    if (timedOut()) throw new RecoveryTimeout(`room ${latest.roomId} is only at tick ${tick} of ${timeline.lastTick}`);
  } while (playback.step());
  return playback.world;
}

/**
 * The ids of external commands that a room's ticks took: those saved with its last snapshot, and those in its journal
 * since. Throws `CodecError`.
 */
export function collectExternalIds<Command>(
  { codecs }: { readonly codecs: { readonly command: Codec<Command> } },
  causationId: (command: Command) => EventId | null,
  { spans, starts }: Timeline,
  saved: Uint8Array,
): Uint8Array {
  const seen = saved.length === 0 ? new Deduplicator() : Deduplicator.load(saved);
  const snapshotTick = starts[starts.length - 1].tick;
  for (const { after, through, body } of spans) {
    if (through <= snapshotTick) continue;
    for (const { commands } of readCommands(body, after))
      for (const bytes of commands) {
        const id = causationId(codecs.command.decode(bytes));
        if (id !== null) seen.accept(id);
      }
  }
  return seen.save();
}
