import type { OutboxMetrics } from "../outbox/index.ts";

/** What rooms count. Called on the hot path: implementations only add numbers. */
export interface ClockworkMetrics extends OutboxMetrics {
  /**
   * @param seconds time of one run, with what follows it
   * @param ticks how many were due since the run before: nothing was done for any but the last
   */
  ticked(seconds: number, ticks: number): void;
  /** @param seconds how long after its time a tick began */
  late(seconds: number): void;
  /** Ticks that were never made, because a room was too far behind. */
  skipped(ticks: number): void;
  /** One patch as encoded, before it goes to each client. */
  patched(bytes: number): void;
  /** A client was sent no patch, because its socket had not taken those before. */
  patchSkipped(): void;
  /** Changes were not sent yet, because they were beyond a client's share. */
  changesDeferred(changes: number): void;
  /** An event that concerned a slow client is lost for it. */
  eventDropped(): void;
  /** A client may not check what it decodes: enough others do. */
  checkerRefused(): void;
  roomOpened(): void;
  roomClosed(): void;
  /** A room's step threw; the room was closed. */
  roomFailed(): void;
  /** A room goes on after a crash. */
  roomRecovered(): void;
  /** A room's journal was kept for whoever looks into it. */
  roomSetAside(): void;
  /**
   * @param bytes written since the last call
   * @param lagTicks ticks that are not yet durable
   * @param seconds time spent on the journal since the last call
   */
  journaled(bytes: number, lagTicks: number, seconds: number): void;
  /** A room's journal cannot be written any more; and: it can again, or is not needed. */
  journalLost(): void;
  journalHealed(): void;
  /** A segment begins with a snapshot. @param seconds time in which nothing else happened */
  snapshotTaken(seconds: number): void;
  clientJoined(): void;
  clientLeft(): void;
  /** A client was refused its seat. */
  joinRefused(): void;
  /** A command entered no tick. */
  commandDropped(): void;
  /** A message that could not be understood. */
  messageRefused(): void;
  /** A message of a type that the room does not know. */
  messageIgnored(): void;
}

export const NO_METRICS: ClockworkMetrics = {
  ticked() {},
  late() {},
  skipped() {},
  patched() {},
  patchSkipped() {},
  changesDeferred() {},
  eventDropped() {},
  checkerRefused() {},
  roomOpened() {},
  roomClosed() {},
  roomFailed() {},
  roomRecovered() {},
  roomSetAside() {},
  journaled() {},
  journalLost() {},
  journalHealed() {},
  snapshotTaken() {},
  clientJoined() {},
  clientLeft() {},
  joinRefused() {},
  commandDropped() {},
  messageRefused() {},
  messageIgnored() {},
  outboxOpened() {},
  outboxClosed() {},
  deliveryFailed() {},
  eventsLost() {},
  sourceForgotten() {},
  foreignRefused() {},
};
