import type { Clock } from "../../clock.ts";
import type { FeedHub } from "./hub.ts";
import type { FeedDraft } from "./log.ts";
import type { ServerMessages } from "./messages.ts";

export interface ClosedMatchesOptions {
  readonly clock: Clock;
  /** Whether a room is open; null: unknown yet. */
  readonly isOpen: (room: string) => Promise<boolean | null>;
  readonly report: (error: unknown) => void;
}

const SWEEP_MS = 5_000;

/** Removes the scores of closed matches: a match that closes emits no further events. */
export class ClosedMatches {
  readonly #hub: Pick<FeedHub, "newest" | "publish">;
  readonly #options: ClosedMatchesOptions;
  #callOff = () => {};
  #closed = false;

  constructor(hub: Pick<FeedHub, "newest" | "publish">, options: ClosedMatchesOptions) {
    this.#hub = hub;
    this.#options = options;
    this.#arm();
  }

  close(): void {
    this.#closed = true;
    this.#callOff();
  }

  #arm(): void {
    if (!this.#closed) this.#callOff = this.#options.clock.setTimer(SWEEP_MS, () => void this.#sweep());
  }

  /** Never rejects. */
  async #sweep(): Promise<void> {
    const { isOpen, report } = this.#options;
    try {
      const left: FeedDraft[] = [];
      for (const { key, text } of this.#hub.newest("scores")) {
        const { type, topic, seq: _seq, at: _at, ...score } = JSON.parse(text) as ServerMessages["score"];
        if (!score.gone && (await isOpen(score.match)) === false)
          left.push({ topic, key, body: { type, ...score, gone: true } });
      }
      if (left.length > 0) await this.#hub.publish(left);
    } catch (error) {
      report(error);
    }
    this.#arm();
  }
}
