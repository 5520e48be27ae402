import { encodeUtf8 } from "../../shared/codec/text.ts";
import type { Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { type EventId, NotTaken, Seen } from "../outbox/index.ts";
import type { ClockworkMetrics } from "./metrics.ts";

type Deferred = ReturnType<typeof Promise.withResolvers<void>>;

const MAX_NAME_BYTES = 128;

/**
 * Detects repeated commands of other rooms and services. It keeps two sets: those received, and those that a tick took
 * and so are in the journal. A command that only waits for a tick is lost with the process and must be taken when it
 * comes again.
 */
export class Sources {
  readonly #received: Seen;
  readonly #taken: Seen;
  readonly #metrics: Pick<ClockworkMetrics, "foreignRefused">;
  /** Settles for commands that wait for the next tick; null: none do. */
  #nextTickDone: Deferred | null = null;
  #waiting = 0;
  /** Settle for commands that ticks took, in order; the newest ticks may not be durable yet. */
  readonly #undurable: { readonly tick: Tick; readonly promised: Deferred }[] = [];
  #ended = false;

  /** @param saved from {@link save}, updated with the journal since; null: nothing came before */
  constructor(saved: Uint8Array | null, metrics: Pick<ClockworkMetrics, "foreignRefused" | "sourceForgotten">) {
    const onForgotten = () => metrics.sourceForgotten();
    this.#metrics = metrics;
    this.#received = saved === null ? new Seen(onForgotten) : Seen.load(saved, onForgotten);
    this.#taken = saved === null ? new Seen() : Seen.load(saved);
  }

  /** Registers a command. Returns whether it is new. Throws {@link NotTaken}, and a RangeError on an invalid id. */
  offer(id: EventId): boolean {
    const validCounts = [id.tick, id.index].every((number) => Number.isSafeInteger(number) && number >= 0);
    if (!validCounts || encodeUtf8(id.room).length > MAX_NAME_BYTES)
      throw new RangeError(
        `event ${JSON.stringify(id)}: an id is a name of at most ${MAX_NAME_BYTES} bytes and two counts`,
      );
    if (this.#ended) throw new NotTaken("the room is over");
    if (this.#waiting >= OUTBOX_LIMITS.commandsPerTick) {
      this.#metrics.foreignRefused();
      throw new NotTaken(`${this.#waiting} commands of other rooms already wait for the next tick`);
    }
    if (!this.#received.take(id)) return false;
    this.#waiting++;
    this.#nextTickDone ??= newDeferred();
    return true;
  }

  /** Resolves once everything received so far is durable. Rejects with {@link NotTaken} if the room ends before. */
  kept(): Promise<void> {
    return this.#nextTickDone?.promise ?? this.#undurable.at(-1)?.promised.promise ?? Promise.resolve();
  }

  /** A tick takes a waiting command. */
  take(id: EventId): void {
    this.#taken.take(id);
  }

  /** The tick has taken all waiting commands. */
  tookAll(tick: Tick): void {
    if (this.#nextTickDone === null) return;
    this.#undurable.push({ tick, promised: this.#nextTickDone });
    this.#nextTickDone = null;
    this.#waiting = 0;
  }

  /** Whether a sender waits for a tick to become durable. */
  get owing(): boolean {
    return this.#undurable.length > 0;
  }

  /** Settles the commands of ticks up to `tick`, which are durable. */
  durable(tick: Tick): void {
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
    for (const { reject } of left) reject(new NotTaken("the room ended before the command was durable"));
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
