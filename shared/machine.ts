import type { ByteWriter } from "./codec/bytes.ts";

/** A count of steps since a world was created; a room's only clock. */
export type Tick = number;

/** 16 lower-case hex digits: a 64-bit digest of a whole world. */
export type Hash = string;

/** Encodes one kind of value. `decode` throws {@link CodecError} on bytes that `encode` could not have made. */
export interface Codec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
  /** The bytes of `encode` without an array for each value; for what is encoded by the thousand. Optional. */
  write?(out: ByteWriter, value: T): void;
}

/** The bytes come from outside and are not what they should be. Carries no more than a developer's reason. */
export class CodecError extends Error {
  override readonly name = "CodecError";
}

/**
 * A pure deterministic state machine: the contract that every room's rules fulfil.
 *
 * A world changes only in `step`, and `step` depends only on the world and the tick's commands, so that a journal of
 * (seed, config, commands per tick) replays to the same bits on any engine. Worlds hold integers and text, nothing else.
 */
export interface Machine<World, Command, Event, Config> {
  readonly id: string;
  /** Raised whenever a journal of the version before would replay to other bits. */
  readonly version: number;
  readonly tickHz: number;
  readonly codecs: {
    readonly command: Codec<Command>;
    readonly event: Codec<Event>;
    readonly config: Codec<Config>;
  };
  /** A new world at tick 0. The same seed (uint32) and config give the same world. */
  create(seed: number, config: Config): World;
  /** Exactly one tick: applies `commands` in order, then moves the world. Events leave through `emit`, in order. */
  step(world: World, commands: readonly Command[], emit: (event: Event) => void): void;
  /** How many ticks this world has made. */
  tick(world: World): Tick;
  /** The next tick at which the world would change without commands; null: never. An idle room sleeps until then. */
  nextWake(world: World): Tick | null;
  save(world: World): Uint8Array;
  /** Throws {@link CodecError} when the bytes are not a world of this version. */
  load(bytes: Uint8Array): World;
  hash(world: World): Hash;
}
