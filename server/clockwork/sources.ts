import { encodeUtf8 } from "../../shared/codec/text.ts";
import type { Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { type EventId, NotTaken, Seen } from "../outbox/index.ts";
import type { ClockworkMetrics } from "./metrics.ts";

type Promised = ReturnType<typeof Promise.withResolvers<void>>;

const NAME_BYTES = 128;

/**
 * Which commands of other rooms and services this room has. Two answers, because what only waits for a tick is gone with
 * the process and has to be taken when it comes again: those that came, and those that a tick took and its journal tells.
 */
export class Sources {
  readonly #came: Seen;
  readonly #taken: Seen;
  readonly #metrics: Pick<ClockworkMetrics, "foreignRefused">;
  /** For those that wait for the next tick; null: none does. */
  #next: Promised | null = null;
  #waiting = 0;
  /** For those that ticks took, in order; the newest ticks may not be durable yet. */
  readonly #unkept: { readonly tick: Tick; readonly promised: Promised }[] = [];
  #ended = false;

  /** @param saved what {@link save} gave, brought up to what was journaled since; null: nothing came before */
  constructor(saved: Uint8Array | null, metrics: Pick<ClockworkMetrics, "foreignRefused" | "sourceForgotten">) {
    const forgot = () => metrics.sourceForgotten();
    this.#metrics = metrics;
    this.#came = saved === null ? new Seen(forgot) : Seen.load(saved, forgot);
    this.#taken = saved === null ? new Seen() : Seen.load(saved);
  }

  /** Whether a command is new; from now on it is not. Throws {@link NotTaken}, and a RangeError on what is no id. */
  offer(id: EventId): boolean {
    const whole = [id.tick, id.index].every((number) => Number.isSafeInteger(number) && number >= 0);
    if (!whole || encodeUtf8(id.room).length > NAME_BYTES)
      throw new RangeError(
        `event ${JSON.stringify(id)}: a name of at most ${NAME_BYTES} bytes and two counts are an id`,
      );
    if (this.#ended) throw new NotTaken("the room is over");
    if (this.#waiting >= OUTBOX_LIMITS.commandsPerTick) {
      this.#metrics.foreignRefused();
      throw new NotTaken(`${this.#waiting} commands of other rooms wait for the next tick already`);
    }
    if (!this.#came.take(id)) return false;
    this.#waiting++;
    this.#next ??= promised();
    return true;
  }

  /** Resolves once all that came until now is durable; rejects with {@link NotTaken} when the room ends before. */
  kept(): Promise<void> {
    return this.#next?.promise ?? this.#unkept.at(-1)?.promised.promise ?? Promise.resolve();
  }

  /** A tick takes one of those that wait. */
  take(id: EventId): void {
    this.#taken.take(id);
  }

  /** The tick has taken all that waited. */
  tookAll(tick: Tick): void {
    if (this.#next === null) return;
    this.#unkept.push({ tick, promised: this.#next });
    this.#next = null;
    this.#waiting = 0;
  }

  /** Whether someone waits to hear that a tick is durable. */
  get owing(): boolean {
    return this.#unkept.length > 0;
  }

  /** Everything up to `tick` is durable. */
  durable(tick: Tick): void {
    while (this.#unkept.length > 0 && this.#unkept[0].tick <= tick) this.#unkept.shift()?.promised.resolve();
  }

  /** No tick follows. What is not known to be durable has to come again, and is told from what is new then. */
  end(): void {
    this.#ended = true;
    const left = this.#unkept.splice(0).map(({ promised: one }) => one);
    if (this.#next !== null) left.push(this.#next);
    this.#next = null;
    for (const { reject } of left) reject(new NotTaken("the room ended before it was kept"));
  }

  /** Of what ticks took; empty: nothing. */
  save(): Uint8Array {
    return this.#taken.sources === 0 ? new Uint8Array(0) : this.#taken.save();
  }
}

function promised(): Promised {
  const made = Promise.withResolvers<void>();
  // Who does not wait for it need not hear of it.
  made.promise.catch(() => {});
  return made;
}
