import { type Cursor, joinSegments } from "../../shared/journal/index.ts";
import type { Machine, Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { spread } from "../journal/pack.ts";
import type { Journal, JournalStore } from "../journal/port.ts";
import {
  type Consumer,
  Outbox,
  type OutboxMetrics,
  type Place,
  playAfter,
  type Tail,
  tickBefore,
} from "../outbox/index.ts";
import type { Clock } from "./clock.ts";

export interface DeliveriesHost {
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly metrics: OutboxMetrics;
  readonly report: (error: unknown) => void;
}

/** Any machine, to replay its journal. */
type ReplayMachine = Machine<unknown, unknown, unknown, unknown>;

/**
 * Number of segments to read first for events that are no longer in memory. Each further read takes this many times
 * more.
 */
const FIRST_READ_SEGMENTS = 4;

/** One journaled room's outbox, and the parts of its journal that depend on the consumers' cursors. */
export class Deliveries {
  readonly #host: DeliveriesHost;
  readonly #machine: ReplayMachine;
  readonly #journal: Journal;
  readonly #outbox: Outbox;
  /** The step to this tick threw, so its events are void. */
  #faultTick = Number.POSITIVE_INFINITY;
  #open = true;

  /**
   * @param tick the world's current tick
   * @param cursors the journal's initial cursors, one for each consumer
   */
  constructor(
    host: DeliveriesHost,
    machine: ReplayMachine,
    journal: Journal,
    tick: Tick,
    consumers: readonly Consumer[],
    cursors: ReadonlyMap<string, Cursor>,
  ) {
    const { clock, metrics } = host;
    this.#host = host;
    this.#machine = machine;
    this.#journal = journal;
    this.#outbox = new Outbox(journal.roomId, tick, consumers, cursors, {
      clock,
      metrics,
      delivered: (cursor) => this.#delivered(cursor),
      tail: (after, through, consumer) => this.#tail(after, through, consumer),
      report: (error) => host.report(error),
    });
    metrics.outboxOpened(this.#outbox);
  }

  /** See `Recorder`. */
  emit(tick: Tick, event: unknown, encode: () => Uint8Array): boolean {
    const lines = this.#outbox.wanted(event);
    this.#outbox.emit(tick, lines === 0 ? null : encode(), lines);
    return lines !== 0;
  }

  fault(tick: Tick): void {
    this.#faultTick = tick;
  }

  /** Call it after each commit. */
  committed(): void {
    this.#outbox.durable(Math.min(this.#journal.durableTick, this.#faultTick - 1));
  }

  /** Call it before a new segment. */
  mark(): void {
    this.#outbox.mark();
  }

  /**
   * Waits, within a limit, until every consumer has the events of the round that ended with `tick`. Resolves with true
   * if its segments may be deleted, with false if the room has closed meanwhile.
   */
  async round(tick: Tick): Promise<boolean> {
    await this.#outbox.told(tick, OUTBOX_LIMITS.behindMs);
    if (!this.#open) return false;
    // Write the cursors before the segments are deleted: otherwise a crash in between would look like lost events.
    this.#outbox.mark();
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
      ? await this.#outbox.told(Math.min(this.#journal.durableTick, this.#faultTick - 1), timeoutMs)
      : [];
    this.#outbox.mark();
    this.#open = false;
    this.#outbox.close();
    this.#host.metrics.outboxClosed(this.#outbox);
    for (const name of last ? behind : []) {
      this.#host.metrics.eventsLost(name);
      this.#host.report(new Error(`outbox: room ${this.#journal.roomId} ended before ${name} had its last events`));
    }
  }

  #delivered(cursor: Cursor): void {
    const { is } = this.#journal.state;
    // A delivery too late to be recorded comes again; the consumer recognizes it as a duplicate.
    if (this.#open && (is === "recording" || is === "failed")) this.#journal.delivered(cursor);
  }

  async #tail(after: Place, through: Tick, consumer: Consumer): Promise<Tail> {
    const { store } = this.#host;
    const wants = (event: unknown) => consumer.wants?.(event) ?? true;
    for (let newest = FIRST_READ_SEGMENTS; ; newest *= FIRST_READ_SEGMENTS) {
      const segments = await store.read(this.#journal.roomId, newest);
      const timeline = await spread(joinSegments(segments));
      if (timeline.firstTick <= tickBefore(after) || segments.length < newest)
        return spread(playAfter(this.#machine, timeline, after, through, OUTBOX_LIMITS.events, wants));
    }
  }
}
