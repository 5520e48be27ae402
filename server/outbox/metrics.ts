import type { Outbox } from "./outbox.ts";

/** What the outboxes of a process count. */
export interface OutboxMetrics {
  /** From now until it is closed, its backlog can be asked for. */
  outboxOpened(outbox: Pick<Outbox, "buffered" | "lag">): void;
  outboxClosed(outbox: Pick<Outbox, "buffered" | "lag">): void;
  /** A consumer did not take what it was given; it is asked again. */
  deliveryFailed(consumer: string): void;
  /** A consumer will never have some events; how many nobody knows. */
  eventsLost(consumer: string): void;
  /** A message that another room or service sends again could now be taken twice. */
  sourceForgotten(): void;
  /** A command of another room or service has to come again. */
  foreignRefused(): void;
}
