import type { Cursor } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { RoomDefinition } from "./definition.ts";

/** The world that a recording begins with, and what is known of those before. */
export interface Beginning<World, Config> {
  readonly roomId: string;
  /** uint32 */
  readonly seed: number;
  readonly config: Config;
  readonly world: World;
  /** What the wiring needs beside the world, now. */
  readonly room: () => Uint8Array;
  /** Called when a round is over, before `room` is asked for the next one. */
  readonly roundEnded: () => void;
  /** Of a room that is taken up again; null: the world is as created. */
  readonly taken: { readonly epoch: number; readonly since: number; readonly cursors: Iterable<Cursor> } | null;
}

export type OpenRecorder = <World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  beginning: Beginning<World, Config>,
) => Promise<Recorder<World, Command>>;

/** How a room's history ends for this process. */
export type Ending =
  /** The room is over: nobody comes back to it. */
  | "over"
  /** To be taken up again, at the tick it has reached. */
  | "suspended"
  /** It cannot go on; kept for whoever looks into it. */
  | { readonly aside: string };

/** Where a room's history goes before anyone sees it (D4). */
export interface Recorder<World, Command> {
  /** What happened up to this tick comes back after a crash, if anything does. */
  readonly durableTick: Tick;
  /**
   * Takes an event of the tick that is being made, which it encodes if a consumer wants it, and says whether one does; null:
   * nobody consumes events.
   */
  readonly emit: ((tick: Tick, event: unknown, encode: () => Uint8Array) => boolean) | null;
  /** The commands of `tick`, in order; they do not change any more. Called for every tick, before its step. */
  append(tick: Tick, commands: readonly Command[]): void;
  /**
   * On patch boundaries, after the step: keeps what was appended. Nobody may see the world before this returned, or its
   * promise resolved; until then the world stands still. Throws where the room must not go on.
   */
  commit(world: World): void | Promise<void>;
  /** What the wiring needs beside the world has changed: it is kept with the next commit. */
  roomChanged(): void;
  /** The step to the tick appended last threw. */
  fault(error: unknown): void;
  /** Never rejects; only the first call counts. */
  close(ending: Ending): Promise<void>;
}

/** For rooms that nobody wants back after a crash. */
export const NO_RECORDER: Recorder<unknown, unknown> = {
  durableTick: Number.POSITIVE_INFINITY,
  emit: null,
  append() {},
  commit() {},
  roomChanged() {},
  fault() {},
  async close() {},
};
