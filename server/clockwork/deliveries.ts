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

/** A machine of any kind, to play its journal. */
type Played = Machine<unknown, unknown, unknown, unknown>;

/** Segments that are looked at first for events that are no longer in memory; each further look takes so many times more. */
const FIRST_LOOK = 4;

/** One journaled room's outbox, and what of its journal depends on how far consumers have come. */
export class Deliveries {
  readonly #host: DeliveriesHost;
  readonly #machine: Played;
  readonly #journal: Journal;
  readonly #outbox: Outbox;
  /** The step to this tick threw: what it emitted never happened. */
  #faultTick = Number.POSITIVE_INFINITY;
  #open = true;

  /**
   * @param tick the world's now
   * @param cursors those that the journal began with, one for each consumer
   */
  constructor(
    host: DeliveriesHost,
    machine: Played,
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

  /** A commit is done. */
  committed(): void {
    this.#outbox.durable(Math.min(this.#journal.durableTick, this.#faultTick - 1));
  }

  /** Before a segment begins. */
  mark(): void {
    this.#outbox.mark();
  }

  /**
   * Waits until everyone has the events of the round that ended with `tick`, within a limit. Resolves with whether its
   * segments may be given up; not when the room closes meanwhile.
   */
  async round(tick: Tick): Promise<boolean> {
    await this.#outbox.told(tick, OUTBOX_LIMITS.behindMs);
    if (!this.#open) return false;
    // Cursors before the segments go: otherwise a crash in between would look as if events were lost.
    this.#outbox.mark();
    await this.#journal.commit();
    return true;
  }

  /**
   * Delivers what is durable and then nothing more.
   *
   * @param last nobody delivers the rest later: it is lost
   */
  async close(mostMs: number, last: boolean): Promise<void> {
    const owner = this.#journal.state.is !== "lost";
    const behind = owner
      ? await this.#outbox.told(Math.min(this.#journal.durableTick, this.#faultTick - 1), mostMs)
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
    // What comes too late to be written down comes again, and is told from what is new.
    if (this.#open && (is === "recording" || is === "failed")) this.#journal.delivered(cursor);
  }

  async #tail(after: Place, through: Tick, consumer: Consumer): Promise<Tail> {
    const { store } = this.#host;
    const wants = (event: unknown) => consumer.wants?.(event) ?? true;
    for (let newest = FIRST_LOOK; ; newest *= FIRST_LOOK) {
      const segments = await store.read(this.#journal.roomId, newest);
      const timeline = await spread(joinSegments(segments));
      if (timeline.firstTick <= tickBefore(after) || segments.length < newest)
        return spread(playAfter(this.#machine, timeline, after, through, OUTBOX_LIMITS.events, wants));
    }
  }
}
