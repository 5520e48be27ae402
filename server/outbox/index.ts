export type { Consumer, Delivery } from "./consumer.ts";
export { type EventId, isAfter, LAST_INDEX, type Place } from "./event-id.ts";
export { Outbox, type OutboxPorts, startCursors } from "./outbox.ts";
export { Seen } from "./seen.ts";
export { type Emitted, eventsAfter, type Tail } from "./tail.ts";
