import type { Cursor } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "../clock.ts";
import { type Consumer, type Delivery, RetryLater } from "./consumer.ts";
import { initialCursors } from "./cursors.ts";
import { type EventPosition, isAfter, LAST_INDEX } from "./event-id.ts";
import type { EmittedEvent, ReplayedEvents } from "./event-replay.ts";
import type { OutboxMetrics } from "./metrics.ts";
import { ALL_SUBSCRIPTIONS, type BufferedEvent, Subscription } from "./subscription.ts";

/** The dependencies of an outbox on its room. */
export interface OutboxOptions {
  readonly clock: Clock;
  /** Journals a consumer's cursor. */
  readonly journalCursor: (cursor: Cursor) => void;
  /**
   * Reads events from the journal: those that a consumer wants, after a position and up to a tick. Returns at least
   * some, if there are any.
   */
  readonly readTail: (after: EventPosition, through: Tick, consumer: Consumer) => Promise<ReplayedEvents>;
  readonly metrics: Pick<OutboxMetrics, "deliveryFailed" | "eventsLost">;
  /** Reports that a delivery failed or that events are lost for a consumer. */
  readonly report: (error: Error) => void;
}

/**
 * Delivers a room's events to its consumers: in order, one batch at a time for each, and only durable ones, because
 * after a crash the other ticks may have different events under the same ids. A failing consumer is retried and does
 * not delay others. Events that do not fit into memory, or that happened before a crash, are read from the journal.
 */
export class Outbox {
  readonly #room: string;
  readonly #options: OutboxOptions;
  readonly #subscriptions: readonly Subscription[];
  /** The newest events, in order. */
  #recent: BufferedEvent[] = [];
  #recentBytes = 0;
  /**
   * Events up to this position are not in `#recent`. A subscription that wanted none of the dropped ones is at least
   * this far.
   */
  #floor: EventPosition;
  #last: EventPosition;
  #durable: Tick;
  #closed = false;
  /** Called whenever a cursor moves. */
  readonly #waiters = new Set<() => void>();

  /** @param tick the world's current, journaled tick; events up to it come from the journal */
  constructor(
    room: string,
    tick: Tick,
    consumers: readonly Consumer[],
    cursors: ReadonlyMap<string, Cursor>,
    options: OutboxOptions,
  ) {
    this.#room = room;
    this.#options = options;
    this.#durable = tick;
    this.#floor = this.#last = { tick, index: LAST_INDEX };
    this.#subscriptions = consumers.map((consumer, i) => {
      const at = initialCursors([consumer], cursors, tick).get(consumer.name) as Cursor;
      return new Subscription(consumer, i, at, options.clock);
    });
  }

  /** Number of events in memory. */
  get buffered(): number {
    return this.#recent.length;
  }

  /** A consumer's lag behind the last durable tick, in ticks. */
  lag(name: string): number {
    const subscription = this.#subscriptions.find((each) => each.name === name);
    return subscription === undefined || !this.#hasUndelivered(subscription)
      ? 0
      : Math.max(0, this.#durable - subscription.at.tick);
  }

  /** The mask of subscriptions that want an event, for {@link emit}; 0: none. */
  subscribersOf(event: unknown): number {
    let subscribers = 0;
    for (const subscription of this.#subscriptions) if (subscription.wants(event)) subscribers |= subscription.bit;
    return subscribers;
  }

  /** Adds an event of the tick being stepped, encoded; null: nobody wants it, so it only takes an index. */
  emit(tick: Tick, bytes: Uint8Array | null, subscribers = ALL_SUBSCRIPTIONS): void {
    this.#last = { tick, index: tick === this.#last.tick ? this.#last.index + 1 : 0 };
    if (bytes === null) return;
    this.#recent.push({ ...this.#last, bytes, subscribers });
    this.#recentBytes += bytes.length;
    while (this.#recent.length > OUTBOX_LIMITS.events || this.#recentBytes > OUTBOX_LIMITS.bytes) this.#dropOldest();
  }

  /** Delivers events up to `tick`, which is durable. */
  markDurable(tick: Tick): void {
    this.#durable = Math.max(this.#durable, tick);
    for (const subscription of this.#subscriptions) this.#start(subscription);
  }

  /**
   * Moves the cursors of consumers without undelivered events to the last durable tick. Otherwise the cursor of a quiet
   * room would fall behind the start of its pruned journal, and nobody could tell whether events were lost.
   */
  moveIdleCursors(): void {
    const now = { tick: this.#durable, index: LAST_INDEX };
    for (const subscription of this.#subscriptions)
      if (!this.#hasUndelivered(subscription) && isAfter(now, subscription.journaled))
        this.#moveCursor(subscription, now);
  }

  /**
   * Resolves when all consumers have the events up to `tick`, after a timeout, or when the outbox closes.
   *
   * @returns names of the consumers that do not
   */
  whenDelivered(tick: Tick, timeoutMs: number): Promise<readonly string[]> {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    const behind = () =>
      this.#subscriptions.filter((subscription) => this.#hasUndelivered(subscription, tick)).map(({ name }) => name);
    const finish = (names: readonly string[]) => {
      cancel();
      this.#waiters.delete(checkDelivered);
      resolve(names);
    };
    const checkDelivered = () => {
      const names = behind();
      if (names.length === 0 || this.#closed) finish(names);
    };
    const cancel = this.#options.clock.setTimer(timeoutMs, () => finish(behind()));
    this.#waiters.add(checkDelivered);
    for (const subscription of this.#subscriptions) subscription.endPause();
    checkDelivered();
    return promise;
  }

  /** Resolves when no delivery is running. */
  async settled(): Promise<void> {
    while (this.#subscriptions.some(({ running }) => running !== null))
      await Promise.all(this.#subscriptions.map(({ running }) => running));
  }

  /** Stops starting deliveries; {@link settled} waits for the last one. */
  close(): void {
    this.#closed = true;
    this.#notifyWaiters();
  }

  #notifyWaiters(): void {
    for (const checkDelivered of [...this.#waiters]) checkDelivered();
  }

  #start(subscription: Subscription): void {
    if (this.#closed || subscription.running !== null || subscription.isWaiting || !this.#hasUndelivered(subscription))
      return;
    subscription.running = this.#run(subscription).finally(() => {
      subscription.running = null;
      // Events that arrived meanwhile found it running.
      this.#start(subscription);
    });
  }

  /** Whether the subscription may have undelivered events up to a tick. */
  #hasUndelivered(subscription: Subscription, through = this.#durable): boolean {
    const { at } = subscription;
    if (isAfter(this.#floor, at)) return isAfter({ tick: Math.min(this.#floor.tick, through), index: LAST_INDEX }, at);
    const next = this.#recent.find((event) => subscription.lacks(event));
    return next !== undefined && next.tick <= through;
  }

  #moveCursor(subscription: Subscription, place: EventPosition): void {
    subscription.at = subscription.journaled = place;
    this.#options.journalCursor({ consumer: subscription.name, ...place });
  }

  /** Never rejects. */
  async #run(subscription: Subscription): Promise<void> {
    try {
      // Let the patch that waited for the same commit go out first.
      await null;
      while (!this.#closed && this.#hasUndelivered(subscription)) {
        const behind = isAfter(this.#floor, subscription.at);
        await (behind ? this.#catchUp(subscription) : this.#deliver(subscription, this.#recent));
        this.#notifyWaiters();
      }
      // Nobody is made to wait for a pause.
      if (!this.#closed && this.#waiters.size === 0) subscription.pause(() => this.#start(subscription));
    } catch (error) {
      this.#options.metrics.deliveryFailed(subscription.name);
      if (!(error instanceof RetryLater) || subscription.isOutOfPatience)
        this.#options.report(
          new Error(`outbox: ${subscription.name} failed at tick ${subscription.at.tick}`, { cause: error }),
        );
      subscription.waitToRetry(() => this.#start(subscription));
    } finally {
      this.#dropDelivered();
    }
  }

  /** Delivers from the journal to a subscription that is behind the floor. */
  async #catchUp(subscription: Subscription): Promise<void> {
    const through = Math.min(this.#floor.tick, this.#durable);
    const tail = await this.#options.readTail(subscription.at, through, subscription.consumer);
    if (tail.missed) this.#reportLoss(subscription, tail.through);
    const end = { tick: tail.through, index: LAST_INDEX };
    if (!isAfter(end, subscription.at)) throw new Error(`the journal ends at tick ${tail.through}, before ${through}`);
    for (
      let undelivered = tail.events.map((event): BufferedEvent => ({ ...event, subscribers: ALL_SUBSCRIPTIONS }));
      undelivered.length > 0;
    ) {
      await this.#deliver(subscription, undelivered);
      if (this.#closed) return;
      undelivered = undelivered.filter((event) => isAfter(event, subscription.at));
    }
    if (isAfter(end, subscription.at)) subscription.at = end;
  }

  #reportLoss(subscription: Subscription, through: Tick): void {
    if (!subscription.recordLoss(through)) return;
    const { name, at } = subscription;
    this.#options.metrics.eventsLost(name);
    this.#options.report(new Error(`outbox: events after tick ${at.tick} are lost for ${name}`));
  }

  async #deliver(subscription: Subscription, from: readonly BufferedEvent[]): Promise<void> {
    const undelivered = from.filter((event) => event.tick <= this.#durable && subscription.lacks(event));
    const batch = undelivered.slice(0, OUTBOX_LIMITS.batchEvents);
    const last = batch.at(-1);
    if (last === undefined) return;
    const { tick, index } = last;
    await subscription.consumer.deliver(batch.map((event) => this.#delivery(event)));
    subscription.succeeded();
    // A durable tick gets no further events.
    const tickComplete = undelivered[batch.length]?.tick !== tick;
    this.#moveCursor(subscription, { tick, index: tickComplete ? LAST_INDEX : index });
  }

  #delivery({ tick, index, bytes }: EmittedEvent): Delivery {
    return { id: { room: this.#room, tick, index }, bytes };
  }

  /** Drops events that every consumer has. */
  #dropDelivered(): void {
    while (this.#recent.length > 0 && !this.#subscriptions.some((each) => each.lacks(this.#recent[0])))
      this.#dropOldest();
  }

  #dropOldest(): void {
    const oldest = this.#recent.shift();
    if (oldest === undefined) return;
    this.#recentBytes -= oldest.bytes.length;
    const floor = { tick: oldest.tick, index: oldest.index };
    for (const subscription of this.#subscriptions)
      if (
        (oldest.subscribers & subscription.bit) === 0 &&
        !isAfter(this.#floor, subscription.at) &&
        isAfter(floor, subscription.at)
      )
        subscription.at = floor;
    this.#floor = floor;
  }
}
