import type { Outbox, OutboxMetrics } from "../outbox/index.ts";
import type { Registry } from "./metrics.ts";

/**
 * The metrics of this process's outboxes.
 *
 * @param consumers names of all consumers
 */
export function outboxMetrics(registry: Registry, consumers: readonly string[]): OutboxMetrics {
  const open = new Set<Pick<Outbox, "buffered" | "lag">>();
  const maxOf = (of: (outbox: Pick<Outbox, "buffered" | "lag">) => number) => Math.max(0, ...[...open].map(of));
  registry.sampled("orrery_outbox_events", "Events kept in memory for consumers.", () =>
    [...open].reduce((sum, { buffered }) => sum + buffered, 0),
  );
  registry.sampledBy(
    "orrery_outbox_lag_ticks",
    "A consumer's largest lag behind a room.",
    "consumer",
    consumers,
    (name) => maxOf((outbox) => outbox.lag(name)),
  );
  const failed = registry.counters(
    "orrery_outbox_failures_total",
    "Deliveries that a consumer rejected.",
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
    "Sources forgotten, so that their repetitions would not be recognized.",
  );
  const refused = registry.counter(
    "orrery_foreign_refused_total",
    "Refused commands of other rooms, which must be sent again.",
  );
  return {
    outboxOpened: (outbox) => void open.add(outbox),
    outboxClosed: (outbox) => void open.delete(outbox),
    deliveryFailed: (name) => failed[name].add(),
    eventsLost: (name) => lost[name].add(),
    sourceForgotten: () => forgotten.add(),
    externalRefused: () => refused.add(),
  };
}
