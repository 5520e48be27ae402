import { CLOSE, type CloseRow } from "../../shared/wire/codes.ts";
import { NotOwner } from "../journal/port.ts";
import type { Clockwork } from "./clockwork.ts";
import { JournalHalt } from "./journal-recorder.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import type { Recorder } from "./recorder.ts";
import type { Scheduler, Slot } from "./scheduler.ts";
import type { Sources } from "./sources.ts";

export interface LifetimeHost {
  readonly scheduler: Scheduler;
  readonly metrics: Pick<ClockworkMetrics, "roomOpened" | "roomClosed" | "roomFailed">;
}

/** What of a room is closed when it is over. */
interface Closing {
  readonly recorder: Pick<Recorder<never, never>, "close">;
  readonly sources: Pick<Sources, "end">;
}

/** One room's time in this process: its ticks come until it is over, and its journal learns how it ended. */
export class Lifetime<World, Command, Event, Config, Join> {
  readonly #clockwork: Clockwork<World, Command, Event, Config, Join>;
  readonly #kept: Closing;
  readonly #host: LifetimeHost;
  /** null: it has not begun. */
  #slot: Slot | null = null;
  #over = false;

  constructor(clockwork: Clockwork<World, Command, Event, Config, Join>, kept: Closing, host: LifetimeHost) {
    this.#clockwork = clockwork;
    this.#kept = kept;
    this.#host = host;
  }

  /** Whether no more ticks come, and nothing that is ordered is done. */
  get over(): boolean {
    return this.#over;
  }

  /** See {@link Slot}. */
  get laterMs(): number {
    return this.#slot?.laterMs ?? 0;
  }

  begin(): void {
    this.#slot = this.#host.scheduler.add(this.#clockwork);
    this.#host.metrics.roomOpened();
  }

  /** Puts a command of the room's own into the world. */
  order(command: Command): void {
    if (this.#over) return;
    this.#clockwork.inbox.putOwn(command);
    this.wake();
  }

  /** Lets a room that sleeps see what has come. */
  wake(): void {
    this.#slot?.wake();
  }

  stop(): void {
    this.#over = true;
    this.#slot?.remove();
  }

  /** Stops; the next process takes the room up where this one leaves it. */
  suspend(): void {
    this.stop();
    this.#settle();
    this.#kept.sources.end();
    void this.#kept.recorder.close("suspended");
  }

  /** Stops it, because of something that was thrown. Returns what clients are told. */
  fail(error: unknown): CloseRow {
    this.#host.metrics.roomFailed();
    const lost = error instanceof NotOwner;
    void this.#kept.recorder.close(
      lost || error instanceof JournalHalt
        ? "suspended"
        : { aside: error instanceof Error ? `${error.stack}` : `${error}` },
    );
    this.stop();
    return lost ? CLOSE.restarting : CLOSE.roomFault;
  }

  /** Nobody comes back to it, unless that was said otherwise before. */
  async end(): Promise<void> {
    // Whoever was here last has left: that is told, too.
    if (!this.#over && this.#slot !== null) this.#settle();
    this.stop();
    this.#kept.sources.end();
    if (this.#slot !== null) this.#host.metrics.roomClosed();
    await this.#kept.recorder.close("over");
  }

  /** Makes the tick of those who have just come and gone, so that the world agrees with the seats. */
  #settle(): void {
    const clockwork = this.#clockwork;
    try {
      if (clockwork.inbox.waiting > 0) void clockwork.run(this.#host.scheduler.nowMs(), clockwork.longEveryTicks);
    } catch (error) {
      clockwork.failed(error);
    }
  }
}
