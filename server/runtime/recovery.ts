import { matchMaker, Room } from "@colyseus/core";
import { JournalError, readTimeline, type Segment, StepFault, type Timeline } from "../../shared/journal/index.ts";
import { CodecError, type Tick } from "../../shared/machine.ts";
import { restoreSeat } from "../colyseus/held-seats.ts";
import { type JournalStore, NotOwner } from "../journal/port.ts";
import { type AnyRestoredRoom, decodeRoomRecord, type RoomRecord } from "./durable-room.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import { RecoveryTimeout, type RoomType, Unrecoverable } from "./room-type.ts";

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

export const RECOVERY_LIMITS = {
  /** Set a room aside after this many attempts that ended the process or timed out. */
  attempts: 3,
  /** Limit of one room's replay, ms. */
  replayMs: 20_000,
} as const;

export interface RecoveryOptions {
  readonly store: JournalStore;
  /** Which rooms. Default: all that the store has. */
  readonly rooms?: readonly string[];
  /** How many segments of a room to read, from the newest one. Default: all. */
  readonly newestSegments?: number;
  /** Finds a room type by its definition's name and the machine's version; null: this server has none. */
  find(name: string, version: number): RoomType | null;
  readonly metrics: RuntimeMetrics;
  /** Restored rooms, for the rooms being created. */
  readonly restoring: Map<string, AnyRestoredRoom>;
  readonly nowMs: () => number;
  readonly report: (error: unknown) => void;
  /** Writes a line to the log. */
  readonly log: (text: string) => void;
}

/** A room whose world has been replayed and that is about to reopen. */
interface ReplayedRoom {
  readonly roomId: string;
  readonly type: RoomType;
  /** The last tick of its journal. */
  readonly tick: Tick;
}

/**
 * The result of a recovery step. `failed`: the journal is unchanged, for another attempt. `gone`: the journal is no
 * longer there.
 */
type Outcome<T> = { readonly is: "done"; readonly value: T } | { readonly is: "failed" | "gone" };

/**
 * Recreates every unfinished room under its id, at its last tick, with its seats held. Call it after Colyseus is set up
 * and before the server listens, or while the rooms are closed. Sets aside rooms that cannot be recovered, and tries a room only a few times if its
 * recovery ends the process; neither stops the others. Never rejects.
 *
 * @returns names of singleton rooms that could not be recovered this time: nobody may create an empty one in their
 * place
 */
export async function recoverRooms(options: RecoveryOptions): Promise<ReadonlySet<string>> {
  const types = new Map<string, RoomType>();
  const failed = new Set<RoomType>();
  const worlds: ReplayedRoom[] = [];
  for (const roomId of await roomsOf(options)) {
    const outcome = await tryStep(options, roomId, () => prepare(options, types, roomId));
    const type = types.get(roomId);
    if (outcome.is === "failed" && type !== undefined) failed.add(type);
    if (outcome.is === "done" && outcome.value !== null) worlds.push(outcome.value);
  }
  const newest = newestSingletons(worlds);
  // Replay all worlds first: a running room would miss ticks during the replay of the next one.
  for (const { roomId, type } of worlds) {
    const outcome = await tryStep(options, roomId, async () => {
      const survivor = newest.get(type.name) ?? roomId;
      if (survivor !== roomId) throw new Unrecoverable(`${type.name} is a singleton, and ${survivor} continues it`);
      await reopen(options, roomId, type);
    });
    if (outcome.is === "failed") failed.add(type);
    if (outcome.is === "done") await options.store.setAttempts(roomId, 0).catch(options.report);
  }
  return new Set([...failed].filter(({ isSingleton }) => isSingleton).map(({ name }) => name));
}

async function roomsOf({ store, rooms, report }: RecoveryOptions): Promise<readonly string[]> {
  if (rooms !== undefined) return rooms;
  try {
    return await store.rooms();
  } catch (error) {
    report(error);
    return [];
  }
}

/** The id of the singleton room with the highest tick, by name. */
function newestSingletons(worlds: readonly ReplayedRoom[]): ReadonlyMap<string, string> {
  const standing = worlds.filter(({ type }) => type.isSingleton).sort((a, b) => a.tick - b.tick);
  return new Map(standing.map(({ type, roomId }) => [type.name, roomId]));
}

/**
 * Runs one step of a room's recovery. Counts the attempt on disk first, so that one that ends the process counts too.
 * Resets the count when the step succeeds or fails with an error that says nothing about the room.
 */
async function tryStep<T>(options: RecoveryOptions, roomId: string, work: () => Promise<T>): Promise<Outcome<T>> {
  const { store, report } = options;
  const setAttempts = (attempts: number) => store.setAttempts(roomId, attempts).catch(report);
  const before = await store.attempts(roomId).catch(() => 0);
  try {
    if (before >= RECOVERY_LIMITS.attempts) throw new Unrecoverable(`gave up after ${before} attempts to recover it`);
    await setAttempts(before + 1);
    const value = await work();
    await setAttempts(before);
    return { is: "done", value };
  } catch (error) {
    options.restoring.delete(roomId);
    // Drop the partially created room; its journal stays for another attempt.
    const partial: unknown = matchMaker.getLocalRoomById(roomId);
    if (partial instanceof Room) partial.onBeforeShutdown();
    if ([JournalError, CodecError, StepFault, Unrecoverable].some((type) => error instanceof type))
      return { is: (await setAside(options, roomId, (error as Error).message)) ? "gone" : "failed" };
    if (!(error instanceof RecoveryTimeout)) await setAttempts(before);
    if (error instanceof NotOwner) options.log(error.message);
    else report(error);
    return { is: "failed" };
  }
}

/**
 * Replays a room's world. Returns null if the room had ended.
 *
 * @param types gets the room's type as soon as it is known
 */
async function prepare(
  options: RecoveryOptions,
  types: Map<string, RoomType>,
  roomId: string,
): Promise<ReplayedRoom | null> {
  const { store, restoring, nowMs, newestSegments } = options;
  const found = readRoom(await store.read(roomId, newestSegments));
  if (found === null) {
    await store.archiveRounds(roomId);
    return null;
  }
  const { timeline, record } = found;
  const type = options.find(record.room, timeline.latest.machineVersion);
  if (type === null) throw new Unrecoverable(`this server has no room type called ${record.room}`);
  types.set(roomId, type);
  const endMs = nowMs() + RECOVERY_LIMITS.replayMs;
  const { carriedTo, ...rebuilt } = type.replay(timeline, () => nowMs() > endMs);
  for (const warning of timeline.warnings) options.log(`room ${roomId}: ${warning}`);
  const { seed, epoch, since } = timeline.latest;
  const externals = { cursors: [...timeline.cursors.values()], seen: type.externalIds(timeline, record.seen) };
  const part =
    carriedTo === undefined ? { record, since } : { record: withSeats(record, carriedTo.seats), since: null };
  restoring.set(roomId, { ...rebuilt, ...externals, ...part, seed, epoch: epoch + 1 });
  return { roomId, type, tick: timeline.lastTick };
}

/** The record for rules with so many seats: those beyond are lost. */
function withSeats(record: RoomRecord<unknown>, seats: number): RoomRecord<unknown> {
  return { ...record, seats, taken: record.taken.filter(({ seat }) => seat < seats) };
}

async function reopen(options: RecoveryOptions, roomId: string, { name }: RoomType): Promise<void> {
  const restored = options.restoring.get(roomId) as AnyRestoredRoom;
  const listing = await matchMaker.handleCreateRoom(name, {}, undefined, roomId);
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (!(room instanceof Room)) throw new Error(`room ${roomId} was created elsewhere`);
  for (const { sessionId } of restored.record.taken) await restoreSeat(room, listing, sessionId);
  options.restoring.delete(roomId);
  options.metrics.roomRecovered();
  options.log(`room ${roomId} is recovered, with ${restored.record.taken.length} seats held`);
}

/** Sets a room aside, where only the server's operator can read it. Returns whether that succeeded. */
async function setAside(options: RecoveryOptions, roomId: string, reason: string): Promise<boolean> {
  const { store, metrics, report, log } = options;
  log(`room ${roomId} is set aside: ${reason}`);
  metrics.roomQuarantined();
  try {
    await store.quarantine(roomId, reason);
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}
