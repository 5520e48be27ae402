import type { Codec } from "./codec/codec.ts";

export { type Codec, CodecError } from "./codec/codec.ts";

/** Number of steps since a world was created: a room's only clock. */
export type Tick = number;

/** 16 lower-case hex digits: a 64-bit digest of a whole world. */
export type Hash = string;

/** What a room saves of its world. */
export interface SavedWorld {
  /** From `Machine.save`. */
  readonly world: Uint8Array;
  /** The encoded configuration. */
  readonly config: Uint8Array;
}

/**
 * Converts what one version saved into what the next version would have saved at the same tick. Pure; throws {@link
 * CodecError} on a world that the next version cannot hold.
 */
export type Migration = (saved: SavedWorld) => SavedWorld;

/**
 * A pure deterministic state machine: the contract of every room's rules.
 *
 * A world changes only in `step`, and `step` depends only on the world and the tick's commands. So a journal of (seed, config,
 * commands per tick) replays to the same bits on any engine. Worlds hold only integers and text.
 */
export interface Machine<World, Command, Event, Config> {
  readonly id: string;
  /** Raised whenever a journal of the previous version would replay to different bits. */
  readonly version: number;
  /**
   * By the version that each starts from: the step from version 1 to 2 is row 1. Singleton rooms need one for each version
   * that a server may still have a journal of; matches end under their own rules. Default: none.
   */
  readonly migrations?: { readonly [from: number]: Migration };
  readonly tickHz: number;
  readonly codecs: {
    readonly command: Codec<Command>;
    readonly event: Codec<Event>;
    readonly config: Codec<Config>;
  };
  /** A new world at tick 0. The same seed (uint32) and config give the same world. */
  create(seed: number, config: Config): World;
  /** Makes exactly one tick: applies `commands` in order, then advances the world. Passes events to `emit`, in order. */
  step(world: World, commands: readonly Command[], emit: (event: Event) => void): void;
  /** Number of ticks this world has made. */
  tick(world: World): Tick;
  /** The next tick that changes the world without commands; null: none. An idle room sleeps until then. */
  nextWake(world: World): Tick | null;
  save(world: World): Uint8Array;
  /** Throws {@link CodecError} if the bytes are not a world of this version. */
  load(bytes: Uint8Array): World;
  hash(world: World): Hash;
}
