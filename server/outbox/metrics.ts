import type { Outbox } from "./outbox.ts";

/** Metrics of a process's outboxes. */
export interface OutboxMetrics {
  /** Registers an outbox, whose backlog is sampled until it is closed. */
  outboxOpened(outbox: Pick<Outbox, "buffered" | "lag">): void;
  outboxClosed(outbox: Pick<Outbox, "buffered" | "lag">): void;
  /** A consumer rejected a delivery, which will be retried. */
  deliveryFailed(consumer: string): void;
  /** Some events, an unknown number, are lost for a consumer. */
  eventsLost(consumer: string): void;
  /** A source was forgotten: if it repeats a message, that message would be taken twice. */
  sourceForgotten(): void;
  /** A command of another room or service was refused and must be sent again. */
  externalRefused(): void;
}
