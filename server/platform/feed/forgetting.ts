import type { Clock } from "../../clock.ts";
import { SLICE_ROWS } from "./erasures.ts";
import type { FeedLog } from "./log.ts";
import type { Tail } from "./tail.ts";
import type { Topic } from "./topics.ts";

/** Delay between slices, and after an error, ms. */
const PACE_MS = 5;
const AGAIN_MS = 1_000;

export interface ForgettingOptions {
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

/** Removes the names of deleted players from the log and from memory, in slices, so that rooms can run in between. */
export class Forgetting {
  readonly #log: FeedLog;
  readonly #tails: ReadonlyMap<Topic, Tail>;
  readonly #options: ForgettingOptions;
  #pass: AsyncGenerator<undefined, void> | null = null;
  #callOff = () => {};
  #closed = false;

  constructor(log: FeedLog, tails: ReadonlyMap<Topic, Tail>, options: ForgettingOptions) {
    this.#log = log;
    this.#tails = tails;
    this.#options = options;
    this.wake();
  }

  /** A player was deleted. */
  wake(): void {
    if (this.#closed || this.#pass !== null || this.#log.erasing.length === 0) return;
    this.#pass = this.#slices();
    this.#arm(PACE_MS);
  }

  /** Stops; the next process continues. */
  close(): void {
    this.#closed = true;
    this.#callOff();
  }

  #arm(delayMs: number): void {
    this.#callOff = this.#options.clock.setTimer(delayMs, () => void this.#slice());
  }

  /** Never rejects. */
  async #slice(): Promise<void> {
    let delayMs = PACE_MS;
    try {
      if ((await this.#pass?.next())?.done === true) this.#pass = null;
    } catch (error) {
      this.#options.report(error);
      this.#pass = this.#slices();
      delayMs = AGAIN_MS;
    }
    if (this.#closed) return;
    if (this.#pass === null) this.wake();
    else this.#arm(delayMs);
  }

  /** One pass over everything for the players deleted so far; players deleted meanwhile are for the next pass. */
  async *#slices(): AsyncGenerator<undefined, void> {
    const players = this.#log.erasing;
    for (const [topic, tail] of this.#tails)
      for (let after: number | null = 0; after !== null; ) {
        after = tail.clean(after, SLICE_ROWS[topic]);
        yield;
      }
    for (let cursor = await this.#log.eraseAfter(null); cursor !== null; ) {
      yield;
      cursor = await this.#log.eraseAfter(cursor);
    }
    yield;
    await this.#log.erased(players);
  }
}
