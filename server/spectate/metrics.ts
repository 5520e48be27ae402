import { LIVE_REFUSALS, type LiveRefusalReason } from "../../shared/wire/live.ts";
import type { Registry } from "../ops/metrics.ts";
import type { Spectators } from "./spectators.ts";

export interface SpectateMetrics {
  refused(why: LiveRefusalReason): void;
  /** A watcher took too little. */
  cut(): void;
  /** A match became too large while it was watched. */
  dropped(): void;
  sent(bytes: number): void;
  spent(seconds: number): void;
}

export function spectateMetrics(registry: Registry): SpectateMetrics {
  const reasons = Object.keys(LIVE_REFUSALS) as LiveRefusalReason[];
  const refused = registry.counters("orrery_spectate_refused_total", "Visitors refused a match.", "reason", reasons);
  const cut = registry.counter(
    "orrery_spectate_slow_total",
    "Watchers cut off because their unsent data passed a bound.",
  );
  const dropped = registry.counter("orrery_spectate_dropped_total", "Watched matches given up as too large.");
  const sent = registry.counter("orrery_spectate_bytes_total", "Bytes given to watchers' sockets.");
  const spent = registry.counter("orrery_spectate_seconds_total", "Time spent on reading and packing watched matches.");
  return {
    refused: (why) => refused[why].add(),
    cut: () => cut.add(),
    dropped: () => dropped.add(),
    sent: (bytes) => sent.add(bytes),
    spent: (seconds) => spent.add(seconds),
  };
}

export function sampleSpectators(registry: Registry, spectators: Spectators): void {
  registry.sampled("orrery_spectators", "Who watch matches.", () => spectators.watching);
  registry.sampled("orrery_spectated_rooms", "Matches that are watched.", () => spectators.rooms);
  registry.sampled("orrery_spectate_memory_bytes", "What is kept of watched matches.", () => spectators.bytes);
}
