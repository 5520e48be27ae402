import { matchMaker } from "@colyseus/core";
import { openSingletons } from "./colyseus/matchmaking.ts";
import type { Registry } from "./ops/metrics.ts";
import { type RecoveryOptions, recoverRooms } from "./runtime/recovery.ts";
import type { SingletonHalts } from "./runtime/singleton-halts.ts";

/** Interval at which singletons are tried again that a full or failing disk has halted, ms. */
const RETRY_MS = 5_000;

/**
 * Recovers all rooms, then creates the singletons of which no journal has a world. Never rejects: the games work without
 * them.
 *
 * @param abandoned ids of rooms that the operator has given up: they are set aside first
 */
export async function startRooms(recovery: RecoveryOptions, abandoned: readonly string[]): Promise<void> {
  const { store, report, log } = recovery;
  const present = new Set(abandoned.length === 0 ? [] : await store.rooms().catch(() => []));
  for (const roomId of abandoned) {
    if (!present.has(roomId)) continue;
    log(`room ${roomId} is set aside, as SET_ASIDE says`);
    await store.quarantine(roomId, "SET_ASIDE names it").catch(report);
  }
  await recoverAndOpen(recovery);
}

async function recoverAndOpen(recovery: RecoveryOptions): Promise<void> {
  const { singletons, halts, report } = recovery;
  await recoverRooms(recovery);
  for (const singleton of singletons)
    await openSingletons([singleton], (name) => halts.get(name) !== undefined).catch(report);
}

/** Tries singletons again that the storage has halted, from now on. */
export function retryHalted(recovery: RecoveryOptions): { stop(): void } {
  let running = false;
  const timer = setInterval(async () => {
    if (running) return;
    running = true;
    await retryOnce(recovery);
    running = false;
  }, RETRY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Tries each of them once. Never rejects. */
export async function retryOnce(recovery: RecoveryOptions): Promise<void> {
  for (const [, { rooms, retries }] of recovery.halts.entries()) {
    // A room that has just failed is still closing.
    if (!retries || rooms.some(isOpen)) continue;
    const unfinished = rooms.length > 0 ? rooms : await recovery.store.rooms().catch(() => null);
    if (unfinished !== null) await recoverAndOpen({ ...recovery, rooms: unfinished.filter((id) => !isOpen(id)) });
  }
}

const isOpen = (roomId: string) => matchMaker.getLocalRoomById(roomId) !== undefined;

/** The metric of halted singletons. @param names of all of this server */
export function sampleHalts(registry: Registry, halts: SingletonHalts, names: readonly string[]): void {
  registry.sampledBy(
    "orrery_standing_rooms_halted",
    "1: a room of which there is one does not run; its world is kept.",
    "room",
    names,
    (name) => (halts.get(name) === undefined ? 0 : 1),
  );
}
