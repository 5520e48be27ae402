import type { Outbox, OutboxMetrics } from "../outbox/index.ts";
import type { Registry } from "./metrics.ts";

/**
 * The numbers of this process's outboxes.
 *
 * @param consumers names of all that its rooms have
 */
export function outboxMetrics(registry: Registry, consumers: readonly string[]): OutboxMetrics {
  const open = new Set<Pick<Outbox, "buffered" | "lag">>();
  const most = (of: (outbox: Pick<Outbox, "buffered" | "lag">) => number) => Math.max(0, ...[...open].map(of));
  registry.sampled("orrery_outbox_events", "Events kept in memory for consumers.", () =>
    [...open].reduce((sum, { buffered }) => sum + buffered, 0),
  );
  registry.sampledBy(
    "orrery_outbox_lag_ticks",
    "How far a consumer is behind the room it is furthest behind.",
    "consumer",
    consumers,
    (name) => most((outbox) => outbox.lag(name)),
  );
  const failed = registry.counters(
    "orrery_outbox_failures_total",
    "Deliveries that a consumer did not take.",
    "consumer",
    consumers,
  );
  const lost = registry.counters(
    "orrery_outbox_losses_total",
    "Times that events were lost for a consumer.",
    "consumer",
    consumers,
  );
  const forgotten = registry.counter(
    "orrery_sources_forgotten_total",
    "Sources whose repetitions are not known again.",
  );
  const refused = registry.counter("orrery_foreign_refused_total", "Commands of other rooms that had to come again.");
  return {
    outboxOpened: (outbox) => void open.add(outbox),
    outboxClosed: (outbox) => void open.delete(outbox),
    deliveryFailed: (name) => failed[name].add(),
    eventsLost: (name) => lost[name].add(),
    sourceForgotten: () => forgotten.add(),
    foreignRefused: () => refused.add(),
  };
}
