import { RetryLater } from "../../outbox/index.ts";
import type { Community } from "./community.ts";

export interface MatchHeartbeatOptions {
  readonly community: Pick<Community, "matchesRun">;
  /** Rooms of this process whose game does not report the status of matches. */
  readonly rooms: () => Promise<readonly string[]>;
  readonly report: (error: unknown) => void;
}

/** Interval of beats, ms. */
export const BEAT_MS = 1_000;

/**
 * Tells the community which matches run whose game does not report their status, so that they have a chat channel, also while
 * they sleep. A beat that is lost is followed by the next one.
 */
export class MatchHeartbeat {
  readonly #options: MatchHeartbeatOptions;
  /** Each process has a source of its own, as it counts from 1. */
  readonly #source = `beats/${crypto.randomUUID()}`;
  #beats = 0;

  constructor(options: MatchHeartbeatOptions) {
    this.#options = options;
  }

  /** Never rejects. Call it every {@link BEAT_MS}. */
  async beat(): Promise<void> {
    const { community, rooms, report } = this.#options;
    try {
      const running = await rooms();
      if (running.length === 0) return;
      await community.matchesRun(running, { room: this.#source, tick: ++this.#beats, index: 0 });
    } catch (error) {
      if (!(error instanceof RetryLater)) report(error);
    }
  }
}
