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

/** The parts of a room that close with it. */
interface Closing {
  readonly recorder: Pick<Recorder<never, never>, "close">;
  readonly sources: Pick<Sources, "end">;
}

/** One room's lifecycle in this process: schedules its ticks, ends it, and records how it ended. */
export class Lifetime<World, Command, Event, Config, Join> {
  readonly #clockwork: Clockwork<World, Command, Event, Config, Join>;
  readonly #closing: Closing;
  readonly #host: LifetimeHost;
  /** null: not begun yet. */
  #slot: Slot | null = null;
  #over = false;

  constructor(clockwork: Clockwork<World, Command, Event, Config, Join>, kept: Closing, host: LifetimeHost) {
    this.#clockwork = clockwork;
    this.#closing = kept;
    this.#host = host;
  }

  /** Whether it has stopped: no more ticks, and orders are ignored. */
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

  /** Queues a command of the room itself. */
  order(command: Command): void {
    if (this.#over) return;
    this.#clockwork.inbox.putOwn(command);
    this.wake();
  }

  /** Wakes a sleeping room. */
  wake(): void {
    this.#slot?.wake();
  }

  stop(): void {
    this.#over = true;
    this.#slot?.remove();
  }

  /** Stops; the next process resumes the room at this tick. */
  suspend(): void {
    this.stop();
    this.#stepPending();
    this.#closing.sources.end();
    void this.#closing.recorder.close("suspended");
  }

  /** Stops the room after an error. Returns the close code for clients. */
  fail(error: unknown): CloseRow {
    this.#host.metrics.roomFailed();
    const lostOwnership = error instanceof NotOwner;
    void this.#closing.recorder.close(
      lostOwnership || error instanceof JournalHalt
        ? "suspended"
        : { aside: error instanceof Error ? `${error.stack}` : `${error}` },
    );
    this.stop();
    return lostOwnership ? CLOSE.restarting : CLOSE.roomFault;
  }

  /** Ends the room for good, unless it was suspended or failed before. */
  async end(): Promise<void> {
    // Step the last player's leave too.
    if (!this.#over && this.#slot !== null) this.#stepPending();
    this.stop();
    this.#closing.sources.end();
    if (this.#slot !== null) this.#host.metrics.roomClosed();
    await this.#closing.recorder.close("over");
  }

  /** Steps pending joins and leaves, so that the world agrees with the seats. */
  #stepPending(): void {
    const clockwork = this.#clockwork;
    try {
      if (clockwork.inbox.waiting > 0) void clockwork.run(this.#host.scheduler.nowMs(), clockwork.longEveryTicks);
    } catch (error) {
      clockwork.failed(error);
    }
  }
}
