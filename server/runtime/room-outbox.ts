import { type Cursor, joinSegments, journalParts } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "../clock.ts";
import type { Journal, JournalStore } from "../journal/port.ts";
import {
  type Consumer,
  type EventPosition,
  Outbox,
  type OutboxMetrics,
  type ReplayedEvents,
  replayEventsAfter,
  tickBefore,
} from "../outbox/index.ts";
import { runInSlices } from "../run-in-slices.ts";
import type { AnyMachine } from "./room-definition.ts";

export interface RoomOutboxOptions {
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly metrics: OutboxMetrics;
  readonly report: (error: unknown) => void;
  /** Segments stay for consumers that are behind for longer than `OUTBOX_LIMITS.behindMs`, as long as there is space. */
  readonly keepsUndelivered: boolean;
}

/** Finds the rules of a room type's version; null: not kept. */
export type FindRules = (roomType: string, version: number) => AnyMachine | null;

/**
 * Number of segments to read first for events that are no longer in memory. Each further read takes this many times
 * more.
 */
const FIRST_READ_SEGMENTS = 4;

/** One journaled room's outbox, and the parts of its journal that depend on the consumers' cursors. */
export class RoomOutbox {
  readonly #options: RoomOutboxOptions;
  readonly #rulesOf: (version: number) => AnyMachine | null;
  readonly #journal: Journal;
  readonly #outbox: Outbox;
  /** The step to this tick threw, so its events are void. */
  #faultTick = Number.POSITIVE_INFINITY;
  #open = true;

  /**
   * @param rulesOf a version's rules; null: not kept
   * @param tick the world's current tick
   * @param cursors the journal's initial cursors, one for each consumer
   */
  constructor(
    options: RoomOutboxOptions,
    rulesOf: (version: number) => AnyMachine | null,
    journal: Journal,
    tick: Tick,
    consumers: readonly Consumer[],
    cursors: ReadonlyMap<string, Cursor>,
  ) {
    const { clock, metrics } = options;
    this.#options = options;
    this.#rulesOf = rulesOf;
    this.#journal = journal;
    this.#outbox = new Outbox(journal.roomId, tick, consumers, cursors, {
      clock,
      metrics,
      journalCursor: (cursor) => this.#delivered(cursor),
      readTail: (after, through, consumer) => this.#tail(after, through, consumer),
      report: (error) => options.report(error),
    });
    metrics.outboxOpened(this.#outbox);
  }

  /** See `Recorder`. */
  emit(tick: Tick, event: unknown, encode: () => Uint8Array): boolean {
    const lines = this.#outbox.subscribersOf(event);
    this.#outbox.emit(tick, lines === 0 ? null : encode(), lines);
    return lines !== 0;
  }

  fault(tick: Tick): void {
    this.#faultTick = tick;
  }

  /** Call it after each commit. */
  afterCommit(): void {
    this.#outbox.markDurable(Math.min(this.#journal.durableTick, this.#faultTick - 1));
  }

  /** Call it before a new segment. */
  moveIdleCursors(): void {
    this.#outbox.moveIdleCursors();
  }

  /**
   * Waits, within a limit, until every consumer has the events of the round that ended with `tick`. Resolves with true
   * if its segments may be deleted, with false if they are to stay for later, or if the room has closed meanwhile.
   */
  async whenRoundDelivered(tick: Tick): Promise<boolean> {
    const behind = await this.#outbox.whenDelivered(tick, OUTBOX_LIMITS.behindMs);
    if (!this.#open || (this.#options.keepsUndelivered && behind.length > 0)) return false;
    // Write the cursors before the segments are deleted: otherwise a crash in between would look like lost events.
    this.#outbox.moveIdleCursors();
    await this.#journal.commit();
    return true;
  }

  /**
   * Delivers the durable events, then stops.
   *
   * @param last nobody will deliver the rest later, so it is lost
   */
  async close(timeoutMs: number, last: boolean): Promise<void> {
    const owner = this.#journal.state.is !== "lost";
    const behind = owner
      ? await this.#outbox.whenDelivered(Math.min(this.#journal.durableTick, this.#faultTick - 1), timeoutMs)
      : [];
    this.#outbox.moveIdleCursors();
    this.#open = false;
    this.#outbox.close();
    this.#options.metrics.outboxClosed(this.#outbox);
    for (const name of last ? behind : []) {
      this.#options.metrics.eventsLost(name);
      this.#options.report(new Error(`outbox: room ${this.#journal.roomId} ended before ${name} had its last events`));
    }
  }

  #delivered(cursor: Cursor): void {
    const { is } = this.#journal.state;
    // Nothing may follow the record of a fault.
    if (this.#faultTick !== Number.POSITIVE_INFINITY) return;
    // A delivery too late to be recorded comes again; the consumer recognizes it as a duplicate.
    if (this.#open && (is === "recording" || is === "failed")) this.#journal.delivered(cursor);
  }

  async #tail(after: EventPosition, through: Tick, consumer: Consumer): Promise<ReplayedEvents> {
    const { store } = this.#options;
    const wants = (event: unknown) => consumer.wants?.(event) ?? true;
    for (let newest = FIRST_READ_SEGMENTS; ; newest *= FIRST_READ_SEGMENTS) {
      const segments = await store.read(this.#journal.roomId, newest);
      const parts = await runInSlices(journalParts(segments));
      // Other rules have written the parts before the last one.
      const next = parts.findIndex(({ firstTick }) => firstTick > tickBefore(after));
      const at = next < 0 ? parts.length - 1 : Math.max(0, next - 1);
      const part = parts.at(at);
      if ((part === undefined || part.firstTick > tickBefore(after)) && segments.length === newest) continue;
      const end = Math.min(parts[at + 1]?.firstTick ?? through, through);
      const rules = part === undefined ? null : this.#rulesOf(part.machineVersion);
      if (part === undefined || rules === null) return { events: [], through: end, missed: true };
      const timeline = await runInSlices(joinSegments(part.segments));
      return runInSlices(replayEventsAfter(rules, timeline, after, end, OUTBOX_LIMITS.events, wants));
    }
  }
}
