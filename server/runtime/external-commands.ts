import { encodeUtf8 } from "../../shared/codec/text.ts";
import type { Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { Deduplicator, type EventId, RetryLater } from "../outbox/index.ts";
import type { RuntimeMetrics } from "./metrics.ts";

type Deferred = ReturnType<typeof Promise.withResolvers<void>>;

const MAX_NAME_BYTES = 128;

/**
 * Detects repeated commands of other rooms and services. It keeps two sets: those received, and those that a tick took
 * and so are in the journal. A command that only waits for a tick is lost with the process and must be taken when it
 * comes again.
 */
export class ExternalCommands {
  readonly #received: Deduplicator;
  readonly #taken: Deduplicator;
  readonly #metrics: Pick<RuntimeMetrics, "externalRefused">;
  /** Settles for commands that wait for the next tick; null: none do. */
  #nextTickDone: Deferred | null = null;
  #waiting = 0;
  /** Settle for commands that ticks took, in order; the newest ticks may not be durable yet. */
  readonly #undurable: { readonly tick: Tick; readonly promised: Deferred }[] = [];
  #ended = false;

  /** @param saved from {@link save}, updated with the journal since; null: nothing came before */
  constructor(saved: Uint8Array | null, metrics: Pick<RuntimeMetrics, "externalRefused" | "sourceForgotten">) {
    const onForgotten = () => metrics.sourceForgotten();
    this.#metrics = metrics;
    this.#received = saved === null ? new Deduplicator(onForgotten) : Deduplicator.load(saved, onForgotten);
    this.#taken = saved === null ? new Deduplicator() : Deduplicator.load(saved);
  }

  /** Registers a command. Returns whether it is new. Throws {@link RetryLater}, and a RangeError on an invalid id. */
  receive(id: EventId): boolean {
    const validCounts = [id.tick, id.index].every((number) => Number.isSafeInteger(number) && number >= 0);
    if (!validCounts || encodeUtf8(id.room).length > MAX_NAME_BYTES)
      throw new RangeError(
        `event ${JSON.stringify(id)}: an id is a name of at most ${MAX_NAME_BYTES} bytes and two counts`,
      );
    if (this.#ended) throw new RetryLater("the room is over");
    if (this.#waiting >= OUTBOX_LIMITS.commandsPerTick) {
      this.#metrics.externalRefused();
      throw new RetryLater(`${this.#waiting} commands of other rooms already wait for the next tick`);
    }
    if (!this.#received.accept(id)) return false;
    this.#waiting++;
    this.#nextTickDone ??= newDeferred();
    return true;
  }

  /** Resolves once everything received so far is durable. Rejects with {@link RetryLater} if the room ends before. */
  whenDurable(): Promise<void> {
    return this.#nextTickDone?.promise ?? this.#undurable.at(-1)?.promised.promise ?? Promise.resolve();
  }

  /** A tick takes a waiting command. */
  take(id: EventId): void {
    this.#taken.accept(id);
  }

  /** The tick has taken all waiting commands. */
  endTick(tick: Tick): void {
    if (this.#nextTickDone === null) return;
    this.#undurable.push({ tick, promised: this.#nextTickDone });
    this.#nextTickDone = null;
    this.#waiting = 0;
  }

  /** Whether a sender waits for a tick to become durable. */
  get hasUndurable(): boolean {
    return this.#undurable.length > 0;
  }

  /** Settles the commands of ticks up to `tick`, which are durable. */
  markDurable(tick: Tick): void {
    while (this.#undurable.length > 0 && this.#undurable[0].tick <= tick) this.#undurable.shift()?.promised.resolve();
  }

  /**
   * Ends: no tick follows. Senders must repeat commands that may not be durable; repeats of durable ones are
   * recognized.
   */
  end(): void {
    this.#ended = true;
    const left = this.#undurable.splice(0).map(({ promised: one }) => one);
    if (this.#nextTickDone !== null) left.push(this.#nextTickDone);
    this.#nextTickDone = null;
    for (const { reject } of left) reject(new RetryLater("the room ended before the command was durable"));
  }

  /** Encodes the ids that ticks took; empty: none. */
  save(): Uint8Array {
    return this.#taken.sources === 0 ? new Uint8Array(0) : this.#taken.save();
  }
}

function newDeferred(): Deferred {
  const made = Promise.withResolvers<void>();
  // Not every caller waits for it, so a rejection may go unhandled.
  made.promise.catch(() => {});
  return made;
}
