import { Playback, readCommands, StepFault, type Timeline } from "../../shared/journal/index.ts";
import type { Codec, Machine, Tick } from "../../shared/machine.ts";
import { Deduplicator, type EventId } from "../outbox/index.ts";
import type { Escrow } from "../transfers/index.ts";
import type { RoomDefinition } from "./room-definition.ts";
import type { TransferDefinition } from "./room-transfers.ts";

/** A journal from which its room cannot be recovered; `message` says why. */
export class Unrecoverable extends Error {
  override readonly name = "Unrecoverable";
}

/** A recovery took longer than its limit. */
export class RecoveryTimeout extends Error {
  override readonly name = "RecoveryTimeout";
}

/** The last tick of a journal whose step did not throw. */
export function lastSoundTick({ fault, lastTick }: Timeline): Tick {
  return fault === null ? lastTick : fault.tick - 1;
}

/**
 * Replays a journal from its last snapshot to its last sound tick and compares every recorded hash. Throws
 * `JournalError`, `StepFault`, `CodecError`, {@link Unrecoverable} or {@link RecoveryTimeout}.
 *
 * @param timedOut polled between ticks; true aborts the replay
 */
export function replayWorld<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  timeline: Timeline,
  timedOut: () => boolean,
): World {
  const { latest, starts, hashes } = timeline;
  const through = lastSoundTick(timeline);
  const playback = new Playback(machine, timeline, starts[starts.length - 1].tick);
  const recordedHashes = new Map(hashes.map(({ tick, hash }) => [tick, hash]));
  for (;;) {
    const { tick, world } = playback;
    const expected = recordedHashes.get(tick);
    if (expected !== undefined) {
      const hash = machine.hash(world);
      if (hash !== expected)
        throw new Unrecoverable(`the replayed world differs at tick ${tick}: hash ${hash}, recorded ${expected}`);
    }
    if (timedOut()) throw new RecoveryTimeout(`room ${latest.roomId} is only at tick ${tick} of ${through}`);
    if (tick >= through) return world;
    playback.step();
  }
}

/**
 * The ids of external commands that a room's sound ticks took: those saved with its last snapshot, and those in its
 * journal since. Throws `CodecError`.
 */
export function collectExternalIds<Command>(
  { codecs }: { readonly codecs: { readonly command: Codec<Command> } },
  causationId: (command: Command) => EventId | null,
  timeline: Timeline,
  saved: Uint8Array,
): Uint8Array {
  const { spans, starts } = timeline;
  const seen = saved.length === 0 ? new Deduplicator() : Deduplicator.load(saved);
  const snapshotTick = starts[starts.length - 1].tick;
  const lastTick = lastSoundTick(timeline);
  for (const { after, through, body } of spans) {
    if (through <= snapshotTick) continue;
    // The sender of a command whose tick threw never heard that it was taken, and sends it again.
    for (const { tick, commands } of readCommands(body, after))
      for (const bytes of tick <= lastTick ? commands : []) {
        const id = causationId(codecs.command.decode(bytes));
        if (id !== null) seen.accept(id);
      }
  }
  return seen.save();
}

/** The transfers of a world; null: its type has none. */
export function escrowOf<World, Command>(
  { transfers }: { readonly transfers?: TransferDefinition<World, Command> },
  world: World,
): Escrow | null {
  return transfers === undefined ? null : { transfers: transfers.of(world), heir: transfers.heir ?? "" };
}

/**
 * Reads a room's transfers at the end of its journal, before the step that threw, if one did. null: its type has none.
 * Throws what {@link replayWorld} throws.
 */
function readEscrow<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  timeline: Timeline,
): Escrow | null {
  if (definition.transfers === undefined) return null;
  const through = (lastTick: Tick) =>
    escrowOf(
      definition,
      replayWorld(definition.machine, { ...timeline, lastTick }, () => false),
    );
  try {
    return through(timeline.lastTick);
  } catch (error) {
    if (!(error instanceof StepFault)) throw error;
    return through(error.tick - 1);
  }
}

/** See `replayWorld`. */
export interface ReplayedWorld {
  readonly world: unknown;
  readonly config: unknown;
  /**
   * The world is one of other rules than the journal's, which have so many seats; default: as many. Default: of the same
   * rules.
   */
  readonly carriedTo?: { readonly seats?: number };
}

/** The parts of a room definition that recovery uses. */
export interface RoomType {
  /** The name under which Colyseus creates its rooms. */
  readonly name: string;
  /** See `RoomDefinition.singleton`. */
  readonly isSingleton: boolean;
  replay(timeline: Timeline, timedOut: () => boolean): ReplayedWorld;
  /** See `collectExternalIds`; null: it takes no external commands. */
  externalIds(timeline: Timeline, saved: Uint8Array): Uint8Array | null;
  /** What a room that cannot go on leaves to settle; null: nothing. */
  escrow(timeline: Timeline): Escrow | null;
}

export function roomType<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  registered = definition.name,
): RoomType {
  const { machine, singleton = false } = definition;
  const { causationId } = definition.commands;
  return {
    name: registered,
    isSingleton: singleton,
    replay(timeline, timedOut) {
      const { fault, latest } = timeline;
      if (fault !== null) throw new Unrecoverable(`the step to tick ${fault.tick} threw ${fault.message}`);
      return {
        world: replayWorld(machine, timeline, timedOut),
        config: machine.codecs.config.decode(latest.config),
      };
    },
    externalIds: (timeline, saved) =>
      causationId === undefined ? null : collectExternalIds(machine, causationId, timeline, saved),
    escrow: (timeline) => readEscrow(definition, timeline),
  };
}
