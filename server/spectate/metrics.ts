import { LIVE_REFUSALS, type LiveRefusalReason } from "../../shared/wire/live.ts";
import type { Registry } from "../ops/metrics.ts";
import type { Spectators } from "./spectators.ts";

export interface SpectateMetrics {
  refused(reason: LiveRefusalReason): void;
  /** A spectator was cut off for reading too slowly. */
  cut(): void;
  /** A match became too large to spectate. */
  dropped(): void;
  sent(bytes: number): void;
  spent(seconds: number): void;
}

export function spectateMetrics(registry: Registry): SpectateMetrics {
  const reasons = Object.keys(LIVE_REFUSALS) as LiveRefusalReason[];
  const refused = registry.counters("orrery_spectate_refused_total", "Spectators refused a match.", "reason", reasons);
  const cut = registry.counter(
    "orrery_spectate_slow_total",
    "Spectators cut off because their unsent data exceeded the limit.",
  );
  const dropped = registry.counter("orrery_spectate_dropped_total", "Spectated matches dropped as too large.");
  const sent = registry.counter("orrery_spectate_bytes_total", "Bytes passed to spectators' sockets.");
  const spent = registry.counter(
    "orrery_spectate_seconds_total",
    "Time spent on reading and packing spectated matches.",
  );
  return {
    refused: (reason) => refused[reason].add(),
    cut: () => cut.add(),
    dropped: () => dropped.add(),
    sent: (bytes) => sent.add(bytes),
    spent: (seconds) => spent.add(seconds),
  };
}

export function sampleSpectators(registry: Registry, spectators: Spectators): void {
  registry.sampled("orrery_spectators", "Spectators.", () => spectators.watching);
  registry.sampled("orrery_spectated_rooms", "Matches with spectators.", () => spectators.rooms);
  registry.sampled("orrery_spectate_memory_bytes", "Memory used for spectated matches.", () => spectators.bytes);
}
