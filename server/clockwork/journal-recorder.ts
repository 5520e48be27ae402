import type { Machine, Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import type { Journal, JournalStore } from "../journal/port.ts";
import { startCursors } from "../outbox/index.ts";
import type { Clock } from "./clock.ts";
import type { RoomDefinition } from "./definition.ts";
import { Deliveries } from "./deliveries.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import type { Beginning, Ending, OpenRecorder, Recorder } from "./recorder.ts";

/** How often what is written beside the commands, s. */
export const RECORDING_PACE = {
  /** A hash of the world, which replays are compared with. */
  hashEveryS: 1,
  /** A snapshot in a segment of its own: what a recovery replays from. */
  snapshotEveryS: 5,
  /** A new try while the journal cannot be written. */
  healEveryS: 2,
};
export type RecordingPace = Readonly<typeof RECORDING_PACE>;

/** What journaled rooms of a process share. */
export interface JournalHost {
  readonly store: JournalStore;
  /** What writes the journals, for people. */
  readonly build: string;
  readonly pace: RecordingPace;
  readonly metrics: ClockworkMetrics;
  /** For deliveries to consumers of events. */
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

/** Opens journals for rooms. Rejects with {@link JournalHalt}, or what {@link JournalStore.open} rejects with. */
export function journaling(host: JournalHost): OpenRecorder {
  return (definition, beginning) => JournalRecorder.open(host, definition, beginning);
}

/** The journal cannot be written, and the room's definition says that it must not go on without. */
export class JournalHalt extends Error {
  override readonly name = "JournalHalt";
}

/** Records a room in its journal: commands by tick, hashes, snapshots, rounds. */
export class JournalRecorder<World, Command> implements Recorder<World, Command> {
  readonly emit: Recorder<World, Command>["emit"];
  /** null: nobody consumes events. */
  readonly #deliveries: Deliveries | null;
  readonly #journal: Journal;
  readonly #store: JournalStore;
  readonly #definition: RoomDefinition<World, Command, never, never, never>;
  readonly #room: () => Uint8Array;
  readonly #roundEnded: () => void;
  readonly #metrics: ClockworkMetrics;
  readonly #report: (error: unknown) => void;
  readonly #every: { readonly hash: number; readonly snapshot: number; readonly heal: number };
  #snapshotAt: Tick;
  #healAt: Tick = 0;
  #round: number;
  #erasures: number;
  #failed = false;
  /** Ticks since the last commit. */
  readonly #waiting: { readonly tick: Tick; readonly commands: readonly Command[] }[] = [];
  #roomChanged = false;
  #bytes = 0;
  /** Spent and not yet counted, ms. */
  #spentMs = 0;
  #retired: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | null = null;

  static async open<World, Command, Event, Config, Join>(
    host: JournalHost,
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    beginning: Beginning<World, Config>,
  ): Promise<JournalRecorder<World, Command>> {
    const { machine, consumers = [] } = definition;
    const { roomId, seed, config, world, room, roundEnded, taken } = beginning;
    const before = new Map([...(taken?.cursors ?? [])].map((cursor) => [cursor.consumer, cursor]));
    const cursors = startCursors(consumers, before, machine.tick(world));
    const journal = await host.store.open(roomId, {
      machine: machine.id,
      machineVersion: machine.version,
      build: host.build,
      seed,
      config: machine.codecs.config.encode(config),
      epoch: taken?.epoch ?? 1,
      tick: machine.tick(world),
      world: taken === null ? null : machine.save(world),
      room: room(),
      cursors: cursors.values(),
      ...(taken !== null && { since: taken.since }),
    });
    const of = definition as unknown as RoomDefinition<World, Command, never, never, never>;
    const played = machine as unknown as Machine<unknown, unknown, unknown, unknown>;
    const deliveries =
      consumers.length === 0 ? null : new Deliveries(host, played, journal, machine.tick(world), consumers, cursors);
    const recorder = new JournalRecorder(host, of, journal, world, { room, roundEnded }, deliveries);
    recorder.#look(machine.tick(world));
    if (taken !== null && recorder.#isPrivate) recorder.#prune(machine.tick(world));
    return recorder;
  }

  private constructor(
    { store, pace, metrics, report }: JournalHost,
    definition: RoomDefinition<World, Command, never, never, never>,
    journal: Journal,
    world: World,
    { room, roundEnded }: Pick<Beginning<World, never>, "room" | "roundEnded">,
    deliveries: Deliveries | null,
  ) {
    const { machine, patchEveryTicks } = definition;
    const ticks = (seconds: number) =>
      Math.max(1, Math.round((seconds * machine.tickHz) / patchEveryTicks)) * patchEveryTicks;
    this.#deliveries = deliveries;
    this.emit = deliveries === null ? null : (tick, event, encode) => deliveries.emit(tick, event, encode);
    this.#journal = journal;
    this.#store = store;
    this.#definition = definition;
    this.#room = room;
    this.#roundEnded = roundEnded;
    this.#metrics = metrics;
    this.#report = report;
    this.#every = {
      hash: ticks(pace.hashEveryS),
      snapshot: ticks(pace.snapshotEveryS),
      heal: ticks(pace.healEveryS),
    };
    this.#round = definition.round?.(world) ?? 0;
    this.#erasures = definition.erasures?.(world) ?? 0;
    this.#snapshotAt = machine.tick(world) + this.#every.snapshot;
  }

  get durableTick(): Tick {
    return this.#journal.durableTick;
  }

  append(tick: Tick, commands: readonly Command[]): void {
    this.#waiting.push({ tick, commands });
  }

  /** Hands over what was appended: together, because one run over many commands costs a fraction of many runs. */
  #handOver(): void {
    const { command } = this.#definition.machine.codecs;
    for (const { tick, commands } of this.#waiting) this.#journal.append(tick, commands, command);
    this.#waiting.length = 0;
  }

  commit(world: World): void | Promise<void> {
    const beganMs = performance.now();
    const tick = this.#definition.machine.tick(world);
    this.#handOver();
    this.#keepRoom();
    const kept = this.#write(world, tick);
    this.#spentMs += performance.now() - beganMs;
    if (kept === undefined) this.#look(tick);
    else return kept.then(() => this.#look(tick));
  }

  #write(world: World, tick: Tick): void | Promise<void> {
    const { machine, round, commands } = this.#definition;
    const journal = this.#journal;
    if (this.#failed && tick < this.#healAt) return;
    if (tick % this.#every.hash === 0) journal.hash(machine.hash(world));
    const now = round?.(world) ?? 0;
    const erasures = this.#definition.erasures?.(world) ?? 0;
    const erased = erasures !== this.#erasures;
    if (now === this.#round && tick < this.#snapshotAt && !this.#failed && !erased) return journal.commit();
    this.#erasures = erasures;
    this.#snapshotAt = tick + this.#every.snapshot;
    this.#healAt = tick + this.#every.heal;
    this.#deliveries?.mark();
    // What was taken from other rooms until here is in no later commands.
    if (commands.cause !== undefined) journal.room(this.#room());
    if (this.#isPrivate) {
      const kept = this.#snapshot(world, (saved) => journal.rotate(saved));
      this.#prune(tick, kept);
      return kept;
    }
    if (now === this.#round) return this.#snapshot(world, (saved) => journal.rotate(saved));
    this.#round = now;
    this.#roundEnded();
    const kept = this.#snapshot(world, (saved) => journal.endRound(saved, this.#room()));
    this.#whenTold(tick, kept, () => this.#store.retire(journal.roomId, tick));
    return kept;
  }

  #prune(tick: Tick, kept?: void | Promise<void>): void {
    this.#whenTold(tick, kept, () => this.#store.prune(this.#journal.roomId, tick));
  }

  get #isPrivate(): boolean {
    return this.#definition.erasures !== undefined;
  }

  #snapshot(world: World, begin: (saved: Uint8Array) => void | Promise<void>): void | Promise<void> {
    const beganMs = performance.now();
    const kept = begin(this.#definition.machine.save(world));
    this.#metrics.snapshotTaken((performance.now() - beganMs) / 1000);
    return kept;
  }

  /** Gives up segments from before `tick`, when their successor is kept and every consumer has what it is to get of them. */
  #whenTold(tick: Tick, kept: void | Promise<void>, giveUp: () => Promise<unknown>): void {
    const told = this.#deliveries?.round(tick);
    this.#retired = this.#retired
      .then(async () => {
        await kept;
        if ((await told) !== false) await giveUp();
      })
      .catch(this.#report);
  }

  /** Counts what was written, and notices whether it was. */
  #look(tick: Tick): void {
    const { state, bytes, durableTick } = this.#journal;
    this.#metrics.journaled(bytes - this.#bytes, tick - durableTick, this.#spentMs / 1000);
    this.#bytes = bytes;
    this.#spentMs = 0;
    this.#deliveries?.committed();
    const failed = state.is === "failed";
    if (failed === this.#failed) return;
    this.#failed = failed;
    if (failed) {
      this.#healAt = tick + this.#every.heal;
      this.#metrics.journalLost();
      const halt = new JournalHalt(`room ${this.#journal.roomId} is not journaled since tick ${tick}: ${state.reason}`);
      if (this.#definition.onJournalFailure === "halt") throw halt;
      this.#report(halt.message);
    } else {
      this.#metrics.journalHealed();
    }
  }

  roomChanged(): void {
    this.#roomChanged = true;
  }

  /** However many joined and left since the last commit, it is written once. */
  #keepRoom(): void {
    if (!this.#roomChanged) return;
    this.#roomChanged = false;
    this.#journal.room(this.#room());
  }

  fault(error: unknown): void {
    const faulty = this.#waiting.at(-1);
    if (faulty !== undefined) this.#deliveries?.fault(faulty.tick);
    try {
      this.#handOver();
      this.#journal.fault(error);
    } catch (lost) {
      this.#report(lost);
    }
  }

  close(ending: Ending): Promise<void> {
    this.#closed ??= this.#close(ending).catch(this.#report);
    return this.#closed;
  }

  async #close(ending: Ending): Promise<void> {
    if (this.#failed) this.#metrics.journalHealed();
    this.#failed = false;
    if (typeof ending === "string" && this.#journal.state.is === "recording") {
      this.#handOver();
      this.#keepRoom();
    }
    if (this.#deliveries !== null) await this.#deliverRest(this.#deliveries, ending);
    await this.#journal.close(ending === "over");
    if (ending === "over") {
      await this.#retired;
      if (this.#isPrivate) await this.#store.discard(this.#journal.roomId);
      else await this.#store.retire(this.#journal.roomId);
    }
    await this.#retired;
    if (typeof ending === "string") return;
    await this.#store.setAside(this.#journal.roomId, ending.aside);
    this.#metrics.roomSetAside();
  }

  /** Until a room that is over has done this, it is not over: whoever finds it after a crash goes on. */
  async #deliverRest(deliveries: Deliveries, ending: Ending): Promise<void> {
    try {
      if (this.#journal.state.is === "recording") await this.#journal.commit();
      deliveries.committed();
    } finally {
      await deliveries.close(
        ending === "over" ? OUTBOX_LIMITS.behindMs : OUTBOX_LIMITS.closeMs,
        ending !== "suspended",
      );
    }
  }
}
