import type { Tick } from "../../shared/machine.ts";
import type { Clock } from "../clock.ts";
import type { Consumer } from "./consumer.ts";
import { type EventPosition, isAfter } from "./event-id.ts";
import type { EmittedEvent } from "./event-replay.ts";

/** An event in memory, with a bit mask of the subscriptions that want it. */
export interface BufferedEvent extends EmittedEvent {
  readonly subscribers: number;
}

/** Mask of events for all subscriptions. */
export const ALL_SUBSCRIPTIONS = -1;

/** After `patience` failures, about 3 s, a consumer is not just absent for a moment. */
const RETRY = { firstMs: 100, maxMs: 30_000, patience: 5 } as const;

/** A wait before the next delivery. */
interface Wait {
  readonly isPause: boolean;
  readonly cancel: () => void;
  readonly next: () => void;
}

/** One consumer's position in a room's events, and its waits between deliveries. */
export class Subscription {
  readonly consumer: Consumer;
  /** Its bit in {@link BufferedEvent.subscribers}. */
  readonly bit: number;
  /** The position up to which events are delivered. */
  at: EventPosition;
  /** The journaled position. It lags behind `at` when the cursor passes events that the consumer does not want. */
  journaled: EventPosition;
  running: Promise<void> | null = null;
  readonly #clock: Clock;
  /** Failures since the last success. */
  #failures = 0;
  #wait: Wait | null = null;
  /** The last tick of the losses reported so far. */
  #lostThrough: Tick = -1;

  /** @param index its number among the room's subscriptions */
  constructor(consumer: Consumer, index: number, at: EventPosition, clock: Clock) {
    this.consumer = consumer;
    this.bit = 1 << index;
    this.at = this.journaled = at;
    this.#clock = clock;
  }

  get name(): string {
    return this.consumer.name;
  }

  wants(event: unknown): boolean {
    return this.consumer.wants?.(event) ?? true;
  }

  /** Whether it wants an event and does not have it. */
  lacks(event: BufferedEvent): boolean {
    return (event.subscribers & this.bit) !== 0 && isAfter(event, this.at);
  }

  get isWaiting(): boolean {
    return this.#wait !== null;
  }

  /** Whether it has failed for so long that the failure must be reported. */
  get isOutOfPatience(): boolean {
    return this.#failures >= RETRY.patience;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Waits after a failure, longer each time; then calls `next`. */
  waitToRetry(next: () => void): void {
    const delayMs = Math.min(RETRY.maxMs, RETRY.firstMs * 2 ** Math.min(this.#failures++, 20));
    this.#startWait(delayMs, false, next);
  }

  /** Pauses for the consumer's interval between deliveries, if it has one; then calls `next`. */
  pause(next: () => void): void {
    const { minIntervalMs = 0 } = this.consumer;
    if (minIntervalMs > 0) this.#startWait(minIntervalMs, true, next);
  }

  /** Ends a pause early. Does nothing in a wait after a failure. */
  endPause(): void {
    const wait = this.#wait;
    if (!wait?.isPause) return;
    wait.cancel();
    this.#wait = null;
    wait.next();
  }

  #startWait(delayMs: number, isPause: boolean, next: () => void): void {
    const cancel = this.#clock.setTimer(delayMs, () => {
      this.#wait = null;
      next();
    });
    this.#wait = { isPause, cancel, next };
  }

  /** Returns whether a loss up to a tick is new, however often the delivery is retried. */
  recordLoss(through: Tick): boolean {
    if (through <= this.#lostThrough) return false;
    this.#lostThrough = through;
    return true;
  }
}
