import type { Codec } from "./codec/codec.ts";

export { type Codec, CodecError } from "./codec/codec.ts";

/** Number of steps since a world was created: a room's only clock. */
export type Tick = number;

/** 16 lower-case hex digits: a 64-bit digest of a whole world. */
export type Hash = string;

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
