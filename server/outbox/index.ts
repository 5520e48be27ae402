export { checkConsumers } from "./check.ts";
export { type Consumer, type Delivery, NotTaken, ofTypes } from "./consumer.ts";
export { startCursors } from "./cursors.ts";
export { type EventId, isAfter, LAST_INDEX, type Place } from "./event-id.ts";
export type { OutboxMetrics } from "./metrics.ts";
export { Outbox, type OutboxPorts } from "./outbox.ts";
export { Seen } from "./seen.ts";
export { type Emitted, eventsAfter, playAfter, type Tail, tickBefore } from "./tail.ts";
