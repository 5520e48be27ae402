import type { OutboxMetrics } from "../outbox/index.ts";

/** The metrics of rooms. Called on the hot path, so implementations only add numbers. */
export interface RuntimeMetrics extends OutboxMetrics {
  /**
   * @param seconds time of one run, including the commit and the patch
   * @param ticks due since the previous run; the room did nothing for any but the last
   */
  ticked(seconds: number, ticks: number): void;
  /** @param seconds delay between a tick's due time and its start */
  late(seconds: number): void;
  /** Ticks dropped because a room was too far behind. */
  skipped(ticks: number): void;
  /** Size of one encoded patch, before it is sent to each client. */
  patched(bytes: number): void;
  /** A client got no patch, because its socket had not accepted earlier ones. */
  patchSkipped(): void;
  /** Changes deferred because they exceed a client's byte budget. */
  changesDeferred(changes: number): void;
  /** An event was dropped for a slow client. */
  eventDropped(): void;
  /** A client was refused digests, because enough others verify. */
  checkerRefused(): void;
  roomOpened(): void;
  roomClosed(): void;
  /** A room's step threw, and the room was closed. */
  roomFailed(): void;
  /** A room was recovered after a crash. */
  roomRecovered(): void;
  /** A room's journal was set aside for inspection. */
  roomQuarantined(): void;
  /**
   * @param bytes written since the last call
   * @param lagTicks ticks that are not yet durable
   * @param seconds time spent on the journal since the last call
   */
  journaled(roomId: string, bytes: number, lagTicks: number, seconds: number): void;
  journalClosed(roomId: string): void;
  /** A room's journal cannot be written any more. */
  journalLost(): void;
  /** The journal can be written again, or its room has closed. */
  journalHealed(): void;
  /** A snapshot began a new segment. @param seconds time for which it blocked the thread */
  snapshotTaken(seconds: number): void;
  clientJoined(): void;
  clientLeft(): void;
  /** A client was refused its seat. */
  joinRefused(): void;
  /** A command was dropped. */
  commandDropped(): void;
  /** A message could not be decoded. */
  messageRefused(): void;
  /** A message had a type unknown to the room. */
  messageIgnored(): void;
}

export const NO_METRICS: RuntimeMetrics = {
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
  roomQuarantined() {},
  journaled() {},
  journalClosed() {},
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
  externalRefused() {},
};
