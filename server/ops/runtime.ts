import type { RuntimeMetrics } from "../runtime/metrics.ts";
import type { RoomMetrics } from "./catalog.ts";
import type { Registry } from "./metrics.ts";
import { outboxMetrics } from "./outbox.ts";

/**
 * The metrics of this process's rooms.
 *
 * @param consumers names of all consumers of their events
 */
export function runtimeMetrics(
  registry: Registry,
  rooms: RoomMetrics,
  consumers: readonly string[] = [],
): RuntimeMetrics {
  const skipped = registry.counter("orrery_ticks_skipped_total", "Ticks dropped because a room was too far behind.");
  const failed = registry.counter("orrery_rooms_failed_total", "Rooms closed because their step threw.");
  const joins = registry.counter("orrery_seats_refused_total", "Clients that a room refused.");
  const refused = registry.counter("orrery_messages_refused_total", "Messages that could not be decoded.");
  const ignored = registry.counter("orrery_messages_ignored_total", "Messages of an unknown type.");
  const patchesSkipped = registry.counter("orrery_patches_skipped_total", "Patches skipped for slow sockets.");
  const deferred = registry.counter(
    "orrery_changes_deferred_total",
    "Changes deferred because a client's share was used up.",
  );
  const eventsDropped = registry.counter("orrery_events_dropped_total", "Events dropped for slow clients.");
  const checkers = registry.counter("orrery_checkers_refused_total", "Clients that were refused digests.");
  return {
    ticked(seconds, ticks) {
      for (let before = 1; before < ticks; before++) rooms.tickSeconds.observe(0);
      rooms.tickSeconds.observe(seconds);
    },
    late: (seconds) => rooms.tickLateSeconds.observe(seconds),
    skipped: (ticks) => skipped.add(ticks),
    patched: (bytes) => rooms.patchBytes.observe(bytes),
    patchSkipped: () => patchesSkipped.add(),
    changesDeferred: (changes) => deferred.add(changes),
    eventDropped: () => eventsDropped.add(),
    checkerRefused: () => checkers.add(),
    roomOpened: () => rooms.rooms.set(rooms.rooms.value + 1),
    roomClosed: () => rooms.rooms.set(rooms.rooms.value - 1),
    roomFailed: () => failed.add(),
    roomRecovered: () => rooms.roomsRecovered.add(),
    roomQuarantined: () => rooms.roomsSetAside.add(),
    journaled(roomId, bytes, lagTicks, seconds) {
      rooms.journalBytes.add(bytes);
      rooms.journalSeconds.add(seconds);
      rooms.journalLagTicks.set(roomId, lagTicks);
    },
    journalClosed: (roomId) => rooms.journalLagTicks.remove(roomId),
    journalLost: () => rooms.journalOffRooms.set(rooms.journalOffRooms.value + 1),
    journalHealed: () => rooms.journalOffRooms.set(rooms.journalOffRooms.value - 1),
    snapshotTaken: (seconds) => rooms.snapshotSeconds.observe(seconds),
    clientJoined: () => rooms.clients.set(rooms.clients.value + 1),
    clientLeft: () => rooms.clients.set(rooms.clients.value - 1),
    joinRefused: () => joins.add(),
    commandDropped: () => rooms.commandsDropped.add(),
    messageRefused: () => refused.add(),
    messageIgnored: () => ignored.add(),
    ...outboxMetrics(registry, consumers),
  };
}
