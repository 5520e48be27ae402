import { REFUSAL, type Refusal } from "../../shared/wire/codes.ts";
import type { FrameRefusal } from "../transport/guard.ts";
import type { TransportMetrics } from "../transport/metrics.ts";
import type { BunTransport } from "../transport/transport.ts";
import type { Counter, Gauge, Histogram, LargestGauge, Registry } from "./metrics.ts";

const TICK_BOUNDS_S = [
  0.0005, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.012, 0.014, 0.0165, 0.02, 0.025, 0.033, 0.066, 0.133,
  0.25, 0.5, 1,
];
const PATCH_BOUNDS_BYTES = [16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144];
const FRAME_REFUSALS = [
  "frameFlood",
  "frameCost",
  "frameTooLarge",
  "badFrame",
  "textFrame",
  "binaryFrame",
] as const satisfies FrameRefusal[];

/** Metrics summed over all rooms of this process. */
export interface RoomMetrics {
  /** Time of one run, including the commit and the patch, s. */
  readonly tickSeconds: Histogram;
  /** Delay between a tick's due time and its start, s. */
  readonly tickLateSeconds: Histogram;
  readonly clients: Gauge;
  readonly rooms: Gauge;
  /** One client's share of a patch. */
  readonly patchBytes: Histogram;
  readonly commandsDropped: Counter;
  readonly journalBytes: Counter;
  readonly journalSeconds: Counter;
  /** Ticks that are not yet durable, by room. */
  readonly journalLagTicks: LargestGauge;
  /** Rooms that play on without a journal. */
  readonly journalOffRooms: Gauge;
  /** Time of one snapshot, s. */
  readonly snapshotSeconds: Histogram;
  readonly roomsRecovered: Counter;
  readonly roomsSetAside: Counter;
}

export function roomMetrics(registry: Registry): RoomMetrics {
  return {
    tickSeconds: registry.histogram(
      "orrery_tick_seconds",
      "Work at each tick's due time; the ticks of one patch run with the last of them.",
      TICK_BOUNDS_S,
    ),
    tickLateSeconds: registry.histogram("orrery_tick_late_seconds", "How late a tick began.", TICK_BOUNDS_S),
    clients: registry.gauge("orrery_clients", "Clients in rooms."),
    rooms: registry.gauge("orrery_rooms", "Rooms of this process."),
    patchBytes: registry.histogram("orrery_patch_bytes", "Size of one client's share of a patch.", PATCH_BOUNDS_BYTES),
    commandsDropped: registry.counter("orrery_commands_dropped_total", "Commands that were dropped."),
    journalBytes: registry.counter("orrery_journal_bytes_total", "Bytes appended to journals."),
    journalSeconds: registry.counter("orrery_journal_seconds_total", "Time that ticks spent on journals."),
    journalLagTicks: registry.largest(
      "orrery_journal_lag_ticks",
      "Ticks that are not yet durable, of the room with most.",
    ),
    journalOffRooms: registry.gauge("orrery_journal_off_rooms", "Rooms whose journal cannot be written."),
    snapshotSeconds: registry.histogram("orrery_journal_snapshot_seconds", "Time of one snapshot.", TICK_BOUNDS_S),
    roomsRecovered: registry.counter("orrery_rooms_recovered_total", "Rooms recovered after a crash."),
    roomsSetAside: registry.counter(
      "orrery_rooms_set_aside_total",
      "Rooms that cannot go on, set aside for inspection.",
    ),
  };
}

/** The transport's metrics. Pass the transport to {@link sampleTransport} once it exists. */
export function transportMetrics(registry: Registry): TransportMetrics {
  const sentBytes = registry.counter("orrery_bytes_sent_total", "Bytes of frames sent to clients.");
  const sentFrames = registry.counter("orrery_frames_sent_total", "Frames sent to clients.");
  const receivedBytes = registry.counter("orrery_bytes_received_total", "Bytes of frames accepted from clients.");
  const receivedFrames = registry.counter("orrery_frames_received_total", "Frames accepted from clients.");
  const frames = registry.counters(
    "orrery_frames_refused_total",
    "Refused frames, which close their socket.",
    "reason",
    FRAME_REFUSALS,
  );
  const refusals = Object.keys(REFUSAL) as Refusal[];
  const requests = registry.counters("orrery_requests_refused_total", "HTTP requests refused.", "reason", refusals);
  const slow = registry.counter(
    "orrery_slow_consumers_total",
    "Sockets closed because their unsent data exceeded the limit.",
  );
  const silent = registry.counter("orrery_silent_sockets_total", "Sockets closed because nothing came from them.");
  const joins = registry.counter("orrery_joins_refused_total", "Sockets that a room refused.");
  const failed = registry.counter("orrery_handler_failures_total", "Messages whose handler threw.");
  return {
    frameSent(bytes) {
      sentFrames.add();
      sentBytes.add(bytes);
    },
    frameReceived(bytes) {
      receivedFrames.add();
      receivedBytes.add(bytes);
    },
    frameRefused: (reason) => frames[reason].add(),
    requestRefused: (reason) => requests[reason].add(),
    slowConsumer: () => slow.add(),
    silentSocket: () => silent.add(),
    joinRefused: () => joins.add(),
    handlerFailed: () => failed.add(),
  };
}

export function sampleProcess(registry: Registry, process: { cpuUsage(): { user: number; system: number } }): void {
  registry.sampled("orrery_cpu_seconds", "CPU time of this process.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}

export function sampleTransport(
  registry: Registry,
  transport: Pick<BunTransport, "sockets" | "bufferedBytes" | "openRequests" | "connections">,
): void {
  registry.sampled("orrery_sockets", "Open sockets.", () => transport.sockets);
  const { connections } = transport;
  registry.sampled("orrery_connections", "Connections of any kind, at most a second old.", () => connections.total);
  registry.sampled(
    "orrery_connections_of_one_address",
    "Connections of the address with the most.",
    () => connections.maxOfOneAddress,
  );
  registry.sampled("orrery_requests_open", "HTTP requests whose answer is incomplete.", () => transport.openRequests);
  registry.sampled("orrery_backpressure_bytes", "Unsent bytes of all sockets.", () => transport.bufferedBytes);
}
