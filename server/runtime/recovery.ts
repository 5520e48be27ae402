import { matchMaker, Room } from "@colyseus/core";
import { JournalError, StepFault } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { restoreSeat } from "../colyseus/held-seats.ts";
import { type JournalStore, NotOwner } from "../journal/port.ts";
import type { AnyRestoredRoom, RoomRecord } from "./durable-room.ts";
import { isStorageError } from "./journal-halt.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import { readRoom } from "./read-room.ts";
import { RecoveryTimeout, type RoomType, Unrecoverable } from "./room-type.ts";
import { messageOf, type SingletonHalts } from "./singleton-halts.ts";
import { type FoundRoom, haltBroken, type Outcome, ownerOf, type SingletonType } from "./singleton-recovery.ts";

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
  /** The singleton room types of this server, and which of them are halted. */
  readonly singletons: readonly SingletonType[];
  readonly halts: SingletonHalts;
  /** Restored rooms, for the rooms being created. */
  readonly restoring: Map<string, AnyRestoredRoom>;
  readonly nowMs: () => number;
  readonly report: (error: unknown) => void;
  /** Writes a line to the log. */
  readonly log: (text: string) => void;
}

/**
 * Recreates every unfinished room under its id, at its last tick, with its seats held. Call it after Colyseus is set up
 * and before the server listens, or while the rooms are closed. Never rejects; a room that fails stops no other. Tries a
 * room only a few times if its recovery ends the process.
 *
 * A match that cannot be recovered is set aside. A singleton is halted instead: its journal stays where it is, and nobody
 * may create an empty room in its place.
 */
export async function recoverRooms(options: RecoveryOptions): Promise<void> {
  const found: FoundRoom[] = [];
  for (const roomId of await unfinishedRooms(options)) {
    const room = await replayRoom(options, roomId);
    if (room !== null) found.push(room);
  }
  const halted = await haltBroken(options, found);
  // Replay all worlds first: a running room would miss ticks during the replay of the next one.
  for (const room of found) {
    if (halted.has(room)) options.restoring.delete(room.roomId);
    else await finish(options, room);
  }
}

async function unfinishedRooms({
  store,
  rooms,
  singletons,
  halts,
  report,
}: RecoveryOptions): Promise<readonly string[]> {
  try {
    const listed = rooms ?? (await store.rooms());
    for (const { name } of singletons) if (halts.get(name)?.rooms.length === 0) halts.remove(name);
    return listed;
  } catch (error) {
    report(error);
    const reason = `the journals cannot be listed: ${messageOf(error)}`;
    for (const { name } of singletons) halts.add(name, { rooms: [], reason, retries: true });
    return [];
  }
}

/** Replays a room. Returns null if it had ended. */
async function replayRoom(options: RecoveryOptions, roomId: string): Promise<FoundRoom | null> {
  let type: RoomType | null = null;
  const outcome = await tryStep(options, roomId, () =>
    prepare(options, roomId, (found) => {
      type = found;
    }),
  );
  if (outcome.is === "done" && outcome.value === null) return null;
  return { roomId, singleton: await ownerOf(options, roomId, type), outcome: outcome as Outcome<RoomType> };
}

/** Reopens a replayed room, or sets a broken one aside. */
async function finish(options: RecoveryOptions, { roomId, singleton, outcome }: FoundRoom): Promise<void> {
  const { halts, store, report } = options;
  const { is } = outcome;
  const reopened =
    is === "done" ? await tryStep(options, roomId, () => reopen(options, roomId, outcome.value)) : outcome;
  if (reopened.is === "done") {
    await store.setAttempts(roomId, 0).catch(report);
    if (typeof singleton === "string") halts.remove(singleton);
    return;
  }
  const { error, isBroken } = reopened;
  if (typeof singleton === "string")
    halts.add(singleton, { rooms: [roomId], reason: messageOf(error), retries: isStorageError(error) });
  else if (isBroken) await setAside(options, roomId, messageOf(error));
}

/**
 * Runs one step of a room's recovery. Counts the attempt on disk first, so that one that ends the process counts too, as
 * does one that takes too long. Any other result resets the count.
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
    const isBroken = [JournalError, CodecError, StepFault, Unrecoverable].some((type) => error instanceof type);
    if (!(error instanceof RecoveryTimeout)) await setAttempts(before);
    if (error instanceof NotOwner) options.log(error.message);
    else if (!isBroken) report(error);
    return { is: "failed", error, isBroken };
  }
}

/**
 * Replays a room's world. Returns its type; null: the room had ended.
 *
 * @param typeFound gets the type as soon as it is known
 */
async function prepare(
  options: RecoveryOptions,
  roomId: string,
  typeFound: (type: RoomType) => void,
): Promise<RoomType | null> {
  const { store, restoring, nowMs, newestSegments } = options;
  const found = readRoom(await store.read(roomId, newestSegments));
  if (found === null) {
    await store.archiveRounds(roomId);
    return null;
  }
  const { timeline, record } = found;
  const type = options.find(record.room, timeline.latest.machineVersion);
  if (type === null) throw new Unrecoverable(`this server has no room type called ${record.room}`);
  typeFound(type);
  const endMs = nowMs() + RECOVERY_LIMITS.replayMs;
  const { carriedTo, ...rebuilt } = type.replay(timeline, () => nowMs() > endMs);
  for (const warning of timeline.warnings) options.log(`room ${roomId}: ${warning}`);
  const { seed, since } = timeline.latest;
  const externals = { cursors: [...timeline.cursors.values()], seen: type.externalIds(timeline, record.seen) };
  const part =
    carriedTo === undefined ? { record, since } : { record: withSeats(record, carriedTo.seats), since: null };
  // An owner that was killed before it began its segment has claimed an epoch, too.
  const epoch = 1 + Math.max(timeline.latest.epoch, await store.epoch(roomId));
  restoring.set(roomId, { ...rebuilt, ...externals, ...part, seed, epoch });
  return type;
}

/** The record for rules with so many seats: those beyond are lost. */
function withSeats(record: RoomRecord<unknown>, seats = record.seats): RoomRecord<unknown> {
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

/** Sets a room aside, where only the server's operator can read it. */
async function setAside(
  { store, metrics, report, log }: RecoveryOptions,
  roomId: string,
  reason: string,
): Promise<void> {
  log(`room ${roomId} is set aside: ${reason}`);
  metrics.roomQuarantined();
  await store.quarantine(roomId, reason).catch(report);
}
