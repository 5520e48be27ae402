import { matchMaker, Room } from "@colyseus/core";
import { JournalError, StepFault, type Timeline } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { type JournalStore, NotOwner } from "../journal/port.ts";
import type { RoomDefinition } from "./definition.ts";
import { holdSeat } from "./ghost.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import { type Restored, readRoom, rebuild, seenThrough, Unrecoverable } from "./rebuild.ts";

export const RECOVERY_LIMITS = {
  /** A room is given up after so many tries that came to no end. */
  attempts: 3,
  /** One room's replay, ms. */
  replayMs: 20_000,
} as const;

export type AnyRestored = Restored<unknown, unknown, unknown>;

/** A room definition, as far as recovery needs it. */
export interface RoomType {
  /** Under which core makes its rooms. */
  readonly name: string;
  /** Its journals are private, see `RoomDefinition.erasures`. */
  readonly isPrivate: boolean;
  /** See `rebuild`. */
  rebuild(timeline: Timeline, late: () => boolean): { readonly world: unknown; readonly config: unknown };
  /** See `seenThrough`; null: nothing comes from other rooms. */
  seen(timeline: Timeline, saved: Uint8Array): Uint8Array | null;
}

export function roomType<World, Command, Event, Config, Join>(
  { name, machine, commands: { cause }, erasures }: RoomDefinition<World, Command, Event, Config, Join>,
  registered = name,
): RoomType {
  return {
    name: registered,
    isPrivate: erasures !== undefined,
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

/**
 * Makes every room again that had not ended, under its id, at the tick it had reached, with the seats of all who were in held
 * for them. For when core is set up and nobody is listened to. A room that cannot be had again is set aside, and one whose
 * recovery ended the process is tried a few times only; neither stops the others. Never rejects.
 */
export async function recoverRooms(host: RecoveryHost): Promise<void> {
  const worlds: [roomId: string, name: string][] = [];
  const secret = new Set<string>();
  for (const roomId of await roomsOf(host)) {
    await guarded(host, secret, roomId, async () => {
      const name = await prepare(host, secret, roomId);
      if (name !== null) worlds.push([roomId, name]);
    });
  }
  // Worlds first, because a room that ticks already would miss ticks while another one is replayed.
  for (const [roomId, name] of worlds) await guarded(host, secret, roomId, () => reopen(host, roomId, name));
}

async function roomsOf({ store, report }: RecoveryHost): Promise<readonly string[]> {
  try {
    return await store.rooms();
  } catch (error) {
    report(error);
    return [];
  }
}

/** @param secret rooms whose journals are private */
async function guarded(
  host: RecoveryHost,
  secret: ReadonlySet<string>,
  roomId: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    host.restoring.delete(roomId);
    // Half of a room is none; its journal stays for another try.
    const half: unknown = matchMaker.getLocalRoomById(roomId);
    if (half instanceof Room) half.onBeforeShutdown();
    const final = [JournalError, CodecError, StepFault, Unrecoverable].some((type) => error instanceof type);
    if (final) await giveUp(host, secret.has(roomId), roomId, (error as Error).message);
    else if (error instanceof NotOwner) host.tell(error.message);
    else host.report(error);
  }
}

/**
 * Replays a room's world. Resolves with the definition's name; null: nothing is left to do.
 *
 * @param secret gets the room if its journal is private
 */
async function prepare(host: RecoveryHost, secret: Set<string>, roomId: string): Promise<string | null> {
  const { store, restoring, nowMs } = host;
  const attempts = await store.countAttempt(roomId);
  if (attempts > RECOVERY_LIMITS.attempts)
    throw new Unrecoverable(`given up: ${attempts - 1} tries to recover it came to no end`);
  const found = readRoom(await store.read(roomId));
  if (found === null) {
    await store.retire(roomId);
    return null;
  }
  const { timeline, record } = found;
  const type = host.find(record.room, timeline.latest.machineVersion);
  if (type === null) throw new Unrecoverable(`this server has no room called ${record.room}`);
  if (type.isPrivate) secret.add(roomId);
  const endMs = nowMs() + RECOVERY_LIMITS.replayMs;
  const rebuilt = type.rebuild(timeline, () => nowMs() > endMs);
  for (const warning of timeline.warnings) host.tell(`room ${roomId}: ${warning}`);
  const { seed, epoch, since } = timeline.latest;
  const told = { cursors: [...timeline.cursors.values()], seen: type.seen(timeline, record.seen) };
  restoring.set(roomId, { ...rebuilt, ...told, seed, record, epoch: epoch + 1, since });
  return type.name;
}

async function reopen(host: RecoveryHost, roomId: string, name: string): Promise<void> {
  const restored = host.restoring.get(roomId) as AnyRestored;
  const listing = await matchMaker.handleCreateRoom(name, {}, undefined, roomId);
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (!(room instanceof Room)) throw new Error(`room ${roomId} was made elsewhere`);
  for (const { sessionId } of restored.record.taken) await holdSeat(room, listing, sessionId);
  host.restoring.delete(roomId);
  host.metrics.roomRecovered();
  host.tell(`room ${roomId} goes on, with ${restored.record.taken.length} seats held`);
}

async function giveUp(
  { store, metrics, report, tell }: RecoveryHost,
  isPrivate: boolean,
  roomId: string,
  reason: string,
): Promise<void> {
  tell(`room ${roomId} is ${isPrivate ? "given up" : "set aside"}: ${reason}`);
  metrics.roomSetAside();
  await (isPrivate ? store.discard(roomId) : store.setAside(roomId, reason)).catch(report);
}
