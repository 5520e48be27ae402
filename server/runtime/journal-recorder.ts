import type { Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import type { Journal, JournalStore } from "../journal/port.ts";
import { initialCursors } from "../outbox/index.ts";
import { JournalHalt } from "./journal-halt.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { OpenRecorder, Recorder, RecordingEnd, RecordingOptions, RecordingStart } from "./recorder.ts";
import type { AnyMachine, RoomDefinition } from "./room-definition.ts";
import { RoomOutbox } from "./room-outbox.ts";
import { SegmentCleanup } from "./segment-cleanup.ts";

/** Opens journals for rooms. Rejects with {@link JournalHalt} and with the errors of {@link JournalStore.open}. */
export function journalRecorders(options: RecordingOptions): OpenRecorder {
  return (definition, beginning) => JournalRecorder.open(options, definition, beginning);
}

/** Records a room in its journal: commands by tick, hashes, snapshots and rounds. */
export class JournalRecorder<World, Command> implements Recorder<World, Command> {
  readonly emit: Recorder<World, Command>["emit"];
  /** null: there are no consumers. */
  readonly #deliveries: RoomOutbox | null;
  readonly #journal: Journal;
  readonly #cleanup: SegmentCleanup;
  readonly #store: JournalStore;
  readonly #definition: RoomDefinition<World, Command, never, never, never>;
  readonly #world: World;
  readonly #room: () => Uint8Array;
  readonly #roundEnded: () => void;
  readonly #metrics: RuntimeMetrics;
  readonly #report: (error: unknown) => void;
  readonly #everyTicks: { readonly hash: number; readonly snapshot: number; readonly heal: number };
  #snapshotAt: Tick;
  #healAt: Tick = 0;
  #round: number;
  #erasures: number;
  /** Whether the world had secrets at the last commit. */
  #isSecret: boolean;
  #failed = false;
  /** Ticks since the last commit. */
  readonly #waiting: { readonly tick: Tick; readonly commands: readonly Command[] }[] = [];
  #roomChanged = false;
  #bytes = 0;
  /** Time spent since the last metrics update, ms. */
  #spentMs = 0;
  #closed: Promise<void> | null = null;

  static async open<World, Command, Event, Config, Join>(
    options: RecordingOptions,
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    beginning: RecordingStart<World, Config>,
  ): Promise<JournalRecorder<World, Command>> {
    const { machine, consumers = [] } = definition;
    const { roomId, seed, config, world, encodeRoomRecord, roundEnded, resumed } = beginning;
    const before = new Map([...(resumed?.cursors ?? [])].map((cursor) => [cursor.consumer, cursor]));
    const cursors = initialCursors(consumers, before, machine.tick(world));
    const journal = await options.store.open(roomId, {
      machine: machine.id,
      machineVersion: machine.version,
      build: options.build,
      seed,
      config: machine.codecs.config.encode(config),
      epoch: resumed?.epoch ?? 1,
      tick: machine.tick(world),
      world: resumed === null ? null : machine.save(world),
      room: encodeRoomRecord(),
      cursors: cursors.values(),
      ...(definition.durability === "disk" && { sync: true }),
      ...(typeof resumed?.since === "number" && { since: resumed.since }),
    });
    const { state } = journal;
    if (state.is === "failed" && definition.onJournalFailure === "halt") {
      await journal.close(false);
      throw new JournalHalt(`room ${roomId} cannot be journaled: ${state.reason}`);
    }
    const of = definition as unknown as RoomDefinition<World, Command, never, never, never>;
    const rulesOf = (version: number) =>
      version === machine.version ? (machine as unknown as AnyMachine) : options.rulesOf(definition.name, version);
    // What was erased does not wait for long.
    const keepsUndelivered = definition.singleton === true && definition.erasures === undefined;
    const deliveries =
      consumers.length === 0
        ? null
        : new RoomOutbox({ ...options, keepsUndelivered }, rulesOf, journal, machine.tick(world), consumers, cursors);
    const recorder = new JournalRecorder(options, of, journal, world, { encodeRoomRecord, roundEnded }, deliveries);
    recorder.#afterCommit(machine.tick(world));
    if (resumed !== null && recorder.#hasNoReplays) recorder.#cleanup.prune(machine.tick(world));
    else if (resumed?.since === null) recorder.#archive(machine.tick(world));
    return recorder;
  }

  private constructor(
    { store, intervals, metrics, report }: RecordingOptions,
    definition: RoomDefinition<World, Command, never, never, never>,
    journal: Journal,
    world: World,
    { encodeRoomRecord, roundEnded }: Pick<RecordingStart<World, never>, "encodeRoomRecord" | "roundEnded">,
    deliveries: RoomOutbox | null,
  ) {
    const { machine, patchEveryTicks } = definition;
    const ticks = (seconds: number) =>
      Math.max(1, Math.round((seconds * machine.tickHz) / patchEveryTicks)) * patchEveryTicks;
    this.#deliveries = deliveries;
    this.emit = deliveries === null ? null : (tick, event, encode) => deliveries.emit(tick, event, encode);
    this.#journal = journal;
    this.#cleanup = new SegmentCleanup(journal.roomId, store, deliveries, report);
    this.#store = store;
    this.#definition = definition;
    this.#world = world;
    this.#room = encodeRoomRecord;
    this.#roundEnded = roundEnded;
    this.#metrics = metrics;
    this.#report = report;
    this.#everyTicks = {
      hash: ticks(intervals.hashEveryS),
      snapshot: ticks(intervals.snapshotEveryS),
      heal: ticks(intervals.healEveryS),
    };
    this.#round = definition.round?.(world) ?? 0;
    this.#erasures = definition.erasures?.(world) ?? 0;
    this.#isSecret = definition.secret?.(world) ?? false;
    this.#snapshotAt = machine.tick(world) + this.#everyTicks.snapshot;
  }

  get durableTick(): Tick {
    return this.#journal.durableTick;
  }

  append(tick: Tick, commands: readonly Command[]): void {
    this.#waiting.push({ tick, commands });
  }

  /** Passes the appended ticks to the journal in one batch, which costs a fraction of passing each one. */
  #handOver(): void {
    const { command } = this.#definition.machine.codecs;
    for (const { tick, commands } of this.#waiting) this.#journal.append(tick, commands, command);
    this.#waiting.length = 0;
  }

  commit(world: World): void | Promise<void> {
    const beganMs = performance.now();
    const tick = this.#definition.machine.tick(world);
    this.#isSecret = this.#definition.secret?.(world) ?? false;
    this.#handOver();
    this.#writeRoom();
    const written = this.#write(world, tick);
    this.#spentMs += performance.now() - beganMs;
    if (written === undefined) this.#afterCommit(tick);
    else return written.then(() => this.#afterCommit(tick));
  }

  #write(world: World, tick: Tick): void | Promise<void> {
    const { machine, round } = this.#definition;
    const journal = this.#journal;
    if (this.#failed && tick < this.#healAt) return;
    if (tick % this.#everyTicks.hash === 0) journal.hash(machine.hash(world));
    const runningRound = round?.(world) ?? 0;
    const erasures = this.#definition.erasures?.(world) ?? 0;
    const erased = erasures !== this.#erasures;
    if (runningRound === this.#round && tick < this.#snapshotAt && !this.#failed && !erased) return journal.commit();
    this.#erasures = erasures;
    this.#snapshotAt = tick + this.#everyTicks.snapshot;
    this.#healAt = tick + this.#everyTicks.heal;
    if (this.#hasNoReplays || runningRound === this.#round) {
      const written = this.#rotate(world);
      if (this.#hasNoReplays) this.#cleanup.prune(tick, written);
      return written;
    }
    this.#beforeRotation();
    this.#round = runningRound;
    this.#roundEnded();
    const written = this.#snapshot(world, (saved) => journal.endRound(saved, this.#room()));
    this.#archive(tick, written);
    return written;
  }

  /** Makes replays of the rounds before `tick`. Those with secrets are kept until a later round ends without any. */
  #archive(tick: Tick, written?: void | Promise<void>): void {
    if (!this.#isSecret) this.#cleanup.archive(tick, written);
  }

  /** Its segments are deleted once recovery and consumers no longer need them. */
  get #hasNoReplays(): boolean {
    return this.#definition.erasures !== undefined || this.#definition.singleton === true;
  }

  #rotate(world: World): void | Promise<void> {
    this.#beforeRotation();
    return this.#snapshot(world, (saved) => this.#journal.rotate(saved));
  }

  #beforeRotation(): void {
    this.#deliveries?.moveIdleCursors();
    // The new segment lacks the earlier commands, so it needs the ids of external commands that they carried.
    if (this.#definition.commands.causationId !== undefined) this.#journal.room(this.#room());
  }

  #snapshot(world: World, write: (saved: Uint8Array) => void | Promise<void>): void | Promise<void> {
    const beganMs = performance.now();
    const written = write(this.#definition.machine.save(world));
    this.#metrics.snapshotTaken((performance.now() - beganMs) / 1000);
    return written;
  }

  /** Updates the metrics and detects whether the journal has failed or healed. */
  #afterCommit(tick: Tick): void {
    const { roomId, state, bytes, durableTick } = this.#journal;
    this.#metrics.journaled(roomId, bytes - this.#bytes, tick - durableTick, this.#spentMs / 1000);
    this.#bytes = bytes;
    this.#spentMs = 0;
    this.#deliveries?.afterCommit();
    const failed = state.is === "failed";
    if (failed === this.#failed) return;
    this.#failed = failed;
    if (failed) {
      this.#healAt = tick + this.#everyTicks.heal;
      this.#metrics.journalLost();
      const halt = new JournalHalt(`room ${this.#journal.roomId} is not journaled since tick ${tick}: ${state.reason}`);
      if (this.#definition.onJournalFailure === "halt") throw halt;
      this.#report(halt.message);
    } else {
      this.#metrics.journalHealed();
    }
  }

  roomRecordChanged(): void {
    this.#roomChanged = true;
  }

  /** One record covers all joins and leaves since the last commit. */
  #writeRoom(): void {
    if (!this.#roomChanged) return;
    this.#roomChanged = false;
    this.#journal.room(this.#room());
  }

  fault(error: unknown): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined) this.#deliveries?.fault(last.tick);
    try {
      this.#handOver();
      this.#journal.fault(error);
    } catch (journalError) {
      this.#report(journalError);
    }
  }

  close(ending: RecordingEnd): Promise<void> {
    this.#closed ??= this.#close(ending).catch(this.#report);
    return this.#closed;
  }

  async #close(ending: RecordingEnd): Promise<void> {
    this.#metrics.journalClosed(this.#journal.roomId);
    if (this.#failed) this.#metrics.journalHealed();
    this.#failed = false;
    const { singleton = false } = this.#definition;
    if ((ending === "over" || ending === "suspended") && this.#journal.state.is === "recording") {
      this.#handOver();
      this.#writeRoom();
      // The next version of the rules can begin with it, even where these are not kept.
      if (singleton) await this.#rotate(this.#world);
    }
    if (this.#deliveries !== null) await this.#deliverRest(this.#deliveries, ending);
    // Not closed if it has secrets: after a crash right here, the next start would make a replay of it.
    await this.#journal.close(ending === "over" && !this.#isSecret);
    if (ending === "over") {
      await this.#cleanup.done;
      if (this.#hasNoReplays || this.#isSecret) await this.#store.discard(this.#journal.roomId);
      else await this.#store.archiveRounds(this.#journal.roomId);
    }
    await this.#cleanup.done;
    if (typeof ending === "string") return;
    await this.#store.quarantine(this.#journal.roomId, ending.aside);
    this.#metrics.roomQuarantined();
  }

  /** A room is not over until this is done: a crash before that makes recovery continue it. */
  async #deliverRest(deliveries: RoomOutbox, ending: RecordingEnd): Promise<void> {
    try {
      if (this.#journal.state.is === "recording") await this.#journal.commit();
      deliveries.afterCommit();
    } finally {
      await deliveries.close(
        ending === "over" ? OUTBOX_LIMITS.behindMs : OUTBOX_LIMITS.closeMs,
        ending === "over" || typeof ending !== "string",
      );
    }
  }
}
