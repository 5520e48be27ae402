export { checkConsumers } from "./check-consumers.ts";
export { type Consumer, type Delivery, RetryLater, wantsTypes } from "./consumer.ts";
export { initialCursors } from "./cursors.ts";
export { Deduplicator } from "./deduplicator.ts";
export { type EventId, type EventPosition, isAfter, LAST_INDEX } from "./event-id.ts";
export { type EmittedEvent, eventsAfter, type ReplayedEvents, replayEventsAfter, tickBefore } from "./event-replay.ts";
export type { OutboxMetrics } from "./metrics.ts";
export { Outbox, type OutboxOptions } from "./outbox.ts";
