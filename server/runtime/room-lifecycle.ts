import { CLOSE, type CloseReason } from "../../shared/wire/codes.ts";
import { NotOwner } from "../journal/port.ts";
import type { ExternalCommands } from "./external-commands.ts";
import { isStorageError, JournalHalt } from "./journal-halt.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { Recorder, RecordingEnd } from "./recorder.ts";
import type { RoomSimulation } from "./room-simulation.ts";
import { isTransferring } from "./room-transfers.ts";
import type { Scheduler, ScheduleSlot } from "./scheduler.ts";
import { messageOf, type SingletonHalts } from "./singleton-halts.ts";

export interface RoomLifecycleOptions {
  readonly scheduler: Scheduler;
  readonly metrics: Pick<RuntimeMetrics, "roomOpened" | "roomClosed" | "roomFailed">;
  readonly halts: SingletonHalts;
}

/** The parts of a room that close with it. */
interface ClosingParts {
  readonly recorder: Pick<Recorder<never, never>, "close">;
  readonly externalCommands: Pick<ExternalCommands, "end">;
}

/** One room's lifecycle in this process: schedules its ticks, ends it, and records how it ended. */
export class RoomLifecycle<World, Command, Event, Config, Join> {
  readonly #simulation: RoomSimulation<World, Command, Event, Config, Join>;
  readonly #closing: ClosingParts;
  readonly #options: RoomLifecycleOptions;
  readonly #roomId: string;
  /** null: not begun yet. */
  #slot: ScheduleSlot | null = null;
  #over = false;

  constructor(
    simulation: RoomSimulation<World, Command, Event, Config, Join>,
    closing: ClosingParts,
    options: RoomLifecycleOptions,
    roomId: string,
  ) {
    this.#roomId = roomId;
    this.#simulation = simulation;
    this.#closing = closing;
    this.#options = options;
  }

  /** Whether it has stopped: no more ticks, and orders are ignored. */
  get isOver(): boolean {
    return this.#over;
  }

  /** See {@link ScheduleSlot}. */
  get relativeLatenessMs(): number {
    return this.#slot?.relativeLatenessMs ?? 0;
  }

  start(): void {
    this.#slot = this.#options.scheduler.add(this.#simulation);
    this.#options.metrics.roomOpened();
  }

  /** Queues a command of the room itself. */
  queueCommand(command: Command): void {
    if (this.#over) return;
    this.#simulation.inbox.putRoomCommand(command);
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
    this.#closing.externalCommands.end();
    void this.#closing.recorder.close("suspended");
  }

  /** Stops the room after an error. Returns the close code for clients. */
  fail(error: unknown): CloseReason {
    this.#options.metrics.roomFailed();
    const isHalted = this.#simulation.definition.singleton === true && !(error instanceof NotOwner);
    if (isHalted) this.#halt(error);
    void this.#closing.recorder.close(endingAfter(error, isHalted));
    this.stop();
    if (error instanceof NotOwner) return CLOSE.restarting;
    return isHalted ? CLOSE.halted : CLOSE.roomFault;
  }

  #halt(error: unknown): void {
    const { definition } = this.#simulation;
    const halt = { rooms: [this.#roomId], reason: messageOf(error), retries: isStorageError(error) };
    this.#options.halts.add(definition.name, halt);
  }

  /**
   * Ends the room for good, unless it was suspended or failed before. A singleton, and a room with open transfers, goes on
   * at the next start.
   */
  async end(): Promise<void> {
    // Step the last player's leave too.
    if (!this.#over && this.#slot !== null) this.#stepPending();
    this.stop();
    this.#closing.externalCommands.end();
    if (this.#slot !== null) this.#options.metrics.roomClosed();
    const { definition, world } = this.#simulation;
    const isOver = !definition.singleton && !isTransferring(definition.transfers?.of(world));
    await this.#closing.recorder.close(isOver ? "over" : "suspended");
  }

  /** Steps pending joins and leaves, so that the world agrees with the seats. */
  #stepPending(): void {
    const simulation = this.#simulation;
    try {
      if (simulation.inbox.waiting > 0) void simulation.run(this.#options.scheduler.nowMs(), simulation.longEveryTicks);
    } catch (error) {
      simulation.failed(error);
    }
  }
}

function endingAfter(error: unknown, isHalted: boolean): RecordingEnd {
  if (isHalted) return "halted";
  if (error instanceof NotOwner || error instanceof JournalHalt) return "suspended";
  return { aside: error instanceof Error ? `${error.stack}` : `${error}` };
}
