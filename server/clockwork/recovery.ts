import { matchMaker, Room } from "@colyseus/core";
import { JournalError, StepFault, type Timeline } from "../../shared/journal/index.ts";
import { CodecError, type Tick } from "../../shared/machine.ts";
import { type JournalStore, NotOwner } from "../journal/port.ts";
import type { RoomDefinition } from "./definition.ts";
import { holdSeat } from "./ghost.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import { RecoveryTimeout, type Restored, readRoom, rebuild, seenThrough, Unrecoverable } from "./rebuild.ts";

export const RECOVERY_LIMITS = {
  /** A room is given up after so many tries that ended the process or took too long. */
  attempts: 3,
  /** One room's replay, ms. */
  replayMs: 20_000,
} as const;

export type AnyRestored = Restored<unknown, unknown, unknown>;

/** A room definition, as far as recovery needs it. */
export interface RoomType {
  /** Under which core makes its rooms. */
  readonly name: string;
  /** See `RoomDefinition.standing`. */
  readonly isStanding: boolean;
  /** See `rebuild`. */
  rebuild(timeline: Timeline, late: () => boolean): { readonly world: unknown; readonly config: unknown };
  /** See `seenThrough`; null: nothing comes from other rooms. */
  seen(timeline: Timeline, saved: Uint8Array): Uint8Array | null;
}

export function roomType<World, Command, Event, Config, Join>(
  { name, machine, commands: { cause }, standing = false }: RoomDefinition<World, Command, Event, Config, Join>,
  registered = name,
): RoomType {
  return {
    name: registered,
    isStanding: standing,
    rebuild: (timeline, late) => ({
      world: rebuild(machine, timeline, late),
      config: machine.codecs.config.decode(timeline.latest.config),
    }),
    seen: (timeline, saved) => (cause === undefined ? null : seenThrough(machine, cause, timeline, saved)),
  };
}

export interface RecoveryHost {
  readonly store: JournalStore;
  /** The type of a room by its definition's name and the machine's version; null: this server has none of that name. */
  find(name: string, version: number): RoomType | null;
  readonly metrics: ClockworkMetrics;
  /** Where a room that is made finds what it was. */
  readonly restoring: Map<string, AnyRestored>;
  readonly nowMs: () => number;
  readonly report: (error: unknown) => void;
  /** For the log. */
  readonly tell: (text: string) => void;
}

/** A room whose world has been had again, and that is to be opened. */
interface Rebuilt {
  readonly roomId: string;
  readonly type: RoomType;
  /** The last tick of its journal. */
  readonly tick: Tick;
}

/** What became of a part of a recovery. `failed`: the journal is as it was, for another try. `gone`: there is none any more. */
type Outcome<T> = { readonly is: "done"; readonly value: T } | { readonly is: "failed" | "gone" };

/**
 * Makes every room again that had not ended, under its id, at the tick it had reached, with the seats of all who were in held
 * for them. For when core is set up and nobody is listened to. A room that cannot be had again is set aside, and one whose
 * recovery ended the process is tried a few times only; neither stops the others. Never rejects.
 *
 * @returns names of standing rooms whose world could not be had this time: nobody may make an empty one in its place
 */
export async function recoverRooms(host: RecoveryHost): Promise<ReadonlySet<string>> {
  const types = new Map<string, RoomType>();
  const failed = new Set<RoomType>();
  const worlds: Rebuilt[] = [];
  for (const roomId of await roomsOf(host)) {
    const outcome = await attempt(host, roomId, () => prepare(host, types, roomId));
    const type = types.get(roomId);
    if (outcome.is === "failed" && type !== undefined) failed.add(type);
    if (outcome.is === "done" && outcome.value !== null) worlds.push(outcome.value);
  }
  const newest = newestStanding(worlds);
  // Worlds first, because a room that ticks already would miss ticks while another one is replayed.
  for (const { roomId, type } of worlds) {
    const outcome = await attempt(host, roomId, async () => {
      const stands = newest.get(type.name) ?? roomId;
      if (stands !== roomId) throw new Unrecoverable(`there is one ${type.name} only, and ${stands} goes on as it`);
      await reopen(host, roomId, type);
    });
    if (outcome.is === "failed") failed.add(type);
    if (outcome.is === "done") await host.store.setAttempts(roomId, 0).catch(host.report);
  }
  return new Set([...failed].filter(({ isStanding }) => isStanding).map(({ name }) => name));
}

async function roomsOf({ store, report }: RecoveryHost): Promise<readonly string[]> {
  try {
    return await store.rooms();
  } catch (error) {
    report(error);
    return [];
  }
}

/** Of the rooms that there is one of, the id of the one that has come farthest, by name. */
function newestStanding(worlds: readonly Rebuilt[]): ReadonlyMap<string, string> {
  const standing = worlds.filter(({ type }) => type.isStanding).sort((a, b) => a.tick - b.tick);
  return new Map(standing.map(({ type, roomId }) => [type.name, roomId]));
}

/**
 * Does a part of a room's recovery. It is noted on disk before, so that a try is counted that ends the process; the note goes
 * as soon as the part is done, or fails by an error of its own that says nothing about the room.
 */
async function attempt<T>(host: RecoveryHost, roomId: string, work: () => Promise<T>): Promise<Outcome<T>> {
  const { store, report } = host;
  const note = (attempts: number) => store.setAttempts(roomId, attempts).catch(report);
  const before = await store.attempts(roomId).catch(() => 0);
  try {
    if (before >= RECOVERY_LIMITS.attempts)
      throw new Unrecoverable(`given up: ${before} tries to recover it came to no end`);
    await note(before + 1);
    const value = await work();
    await note(before);
    return { is: "done", value };
  } catch (error) {
    host.restoring.delete(roomId);
    // Half of a room is none; its journal stays for another try.
    const half: unknown = matchMaker.getLocalRoomById(roomId);
    if (half instanceof Room) half.onBeforeShutdown();
    if ([JournalError, CodecError, StepFault, Unrecoverable].some((type) => error instanceof type))
      return { is: (await giveUp(host, roomId, (error as Error).message)) ? "gone" : "failed" };
    if (!(error instanceof RecoveryTimeout)) await note(before);
    if (error instanceof NotOwner) host.tell(error.message);
    else report(error);
    return { is: "failed" };
  }
}

/**
 * Replays a room's world; null: it had ended, and nothing is left to do.
 *
 * @param types gets the room's type as soon as it is known
 */
async function prepare(host: RecoveryHost, types: Map<string, RoomType>, roomId: string): Promise<Rebuilt | null> {
  const { store, restoring, nowMs } = host;
  const found = readRoom(await store.read(roomId));
  if (found === null) {
    await store.retire(roomId);
    return null;
  }
  const { timeline, record } = found;
  const type = host.find(record.room, timeline.latest.machineVersion);
  if (type === null) throw new Unrecoverable(`this server has no room called ${record.room}`);
  types.set(roomId, type);
  const endMs = nowMs() + RECOVERY_LIMITS.replayMs;
  const rebuilt = type.rebuild(timeline, () => nowMs() > endMs);
  for (const warning of timeline.warnings) host.tell(`room ${roomId}: ${warning}`);
  const { seed, epoch, since } = timeline.latest;
  const told = { cursors: [...timeline.cursors.values()], seen: type.seen(timeline, record.seen) };
  restoring.set(roomId, { ...rebuilt, ...told, seed, record, epoch: epoch + 1, since });
  return { roomId, type, tick: timeline.lastTick };
}

async function reopen(host: RecoveryHost, roomId: string, { name }: RoomType): Promise<void> {
  const restored = host.restoring.get(roomId) as AnyRestored;
  const listing = await matchMaker.handleCreateRoom(name, {}, undefined, roomId);
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (!(room instanceof Room)) throw new Error(`room ${roomId} was made elsewhere`);
  for (const { sessionId } of restored.record.taken) await holdSeat(room, listing, sessionId);
  host.restoring.delete(roomId);
  host.metrics.roomRecovered();
  host.tell(`room ${roomId} goes on, with ${restored.record.taken.length} seats held`);
}

/** Sets a room aside, where nobody but whoever runs the server can read it; whether that was possible. */
async function giveUp(
  { store, metrics, report, tell }: RecoveryHost,
  roomId: string,
  reason: string,
): Promise<boolean> {
  tell(`room ${roomId} is set aside: ${reason}`);
  metrics.roomSetAside();
  try {
    await store.setAside(roomId, reason);
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}
