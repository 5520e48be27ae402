import type { Tick } from "../machine.ts";
import type { Derived } from "./derived.ts";
import type { Game } from "./game.ts";
import type { AnyField, Field, Fields, PerSeat, RowTable, Values, WorldFields } from "./kinds/field.ts";
import type { Rows } from "./kinds/row-list.ts";

export type SeatStatus = "empty" | "here" | "away";

/** Fields of each event or command by its name. */
export type FieldsByName = { readonly [name: string]: Fields };
export type None = Record<never, never>;

type Flat<T> = { [K in keyof T]: T[K] };
type FieldNames<W> = { [N in keyof W]: W[N] extends AnyField ? N : never }[keyof W];
type TableRows<T> = T extends RowTable<infer F> ? Rows<Values<F>> : T extends PerSeat<infer F> ? Values<F>[] : never;
export type TableNames<W> = Exclude<keyof W, FieldNames<W>>;

/** The fields that every world has. */
export interface WorldBase<Config> {
  readonly tick: Tick;
  readonly config: Config;
  /** By seat. */
  readonly seats: readonly SeatStatus[];
  /** With nobody seated the room sleeps, but wakes at this tick; 0: it does not. */
  wakeAt: Tick;
  /** Whether the server owes an `entropy` command; see {@link Game.needEntropy}. */
  readonly entropyWanted: boolean;
}

/** A world with these fields and config. */
export type WorldOf<W, K> = WorldBase<ConfigOf<K>> & {
  -readonly [N in FieldNames<W>]: W[N] extends Field<infer T> ? T : never;
} & { readonly [N in TableNames<W>]: TableRows<W[N]> };

export type ConfigOf<K> = Readonly<Values<K>>;

/** A union of records with `type`. */
export type EventOf<E> = { [N in keyof E]: Flat<{ readonly type: N } & Readonly<Values<E[N]>>> }[keyof E];

export type SeatCommandType = "join" | "drop" | "back" | "leave";
export interface SeatCommand {
  readonly type: SeatCommandType;
  readonly seat: number;
  /** Of a join: a number for who takes the seat, by which their name is found outside the journal; 0: they have none. */
  readonly holder?: number;
}

/** 128 fresh random bits, placed by the server alone. */
export interface EntropyCommand {
  readonly type: "entropy";
  /** Four uint32s. */
  readonly words: readonly number[];
}

/** A command as a client sends it: its seat is the sender's. */
export type ClientCommandOf<C> = EventOf<C>;

export type CommandOf<C> =
  | SeatCommand
  | EntropyCommand
  | { [N in keyof C]: Flat<{ readonly type: N; readonly seat: number } & Readonly<Values<C[N]>>> }[keyof C];

type ColumnsOf<T> = T extends RowTable<infer F> ? F : T extends PerSeat<infer F> ? F : never;
type PublicNames<F> = { [N in keyof F]: F[N] extends Field<unknown, "public"> ? N : never }[keyof F];
type NumberNames<F> = { [N in keyof F]: F[N] extends Field<number> ? N : never }[keyof F];

/** The public columns of a table's rows. */
export type PublicRow<T> = Readonly<Values<Pick<ColumnsOf<T>, PublicNames<ColumnsOf<T>>>>>;

type OwnNames<F> = { [N in keyof F]: F[N] extends Field<unknown, "own"> ? N : never }[keyof F];
type OwnRow<T> = Readonly<Values<Pick<ColumnsOf<T>, OwnNames<ColumnsOf<T>>>>>;

/** The columns of a row that a client may know; its own ones only where the row is its own. */
export type KnownRowOf<T> = PublicRow<T> & { readonly [N in keyof OwnRow<T>]: OwnRow<T>[N] | undefined };

/** The public fields of the world itself. */
export type PublicFields<W> = Readonly<Values<Pick<W, Extract<PublicNames<W>, FieldNames<W>>>>>;

/** The config and the public fields of the world itself: all that a continuation may use beside its row. */
export type PublicWorld<W, K> = { readonly config: ConfigOf<K> } & PublicFields<W>;

/**
 * How clients continue rows between two messages. Rows of empty seats are published and continued, too. One's own row of a
 * `perSeat` table is predicted by the rules themselves; rows of a `rows` table are only continued, also those with one's own
 * `seat`.
 */
export interface Continued<T, W, K> {
  /**
   * How far the continuation may be off, by column; 0 for columns that are not named. Those that are named, also with 0, are
   * what corrections of predictions are measured by.
   */
  readonly epsilon?: { readonly [N in Extract<PublicNames<ColumnsOf<T>>, NumberNames<ColumnsOf<T>>>]?: number };
  /**
   * A row that a patch puts farther than this from where it was predicted was placed anew, as at the start of a round: that
   * is no misprediction. In units of the columns with an `epsilon`, or of all numbers. Default: every correction is one.
   */
  readonly jumpUnits?: number;
  /** The columns that change by themselves, `ticks` after `row` was published. Depends on nothing but its parameters. */
  continue(row: PublicRow<T>, ticks: number, world: PublicWorld<W, K>): Partial<PublicRow<T>>;
}

/** The rules of a game: what `defineRules` takes. */
export interface Definition<W, E, C, K> {
  readonly id: string;
  /** Raised whenever an older journal would replay to other bits. */
  readonly version: number;
  /** Ticks a second: a whole number from 1 to 1000. */
  readonly tickHz: number;
  /** A whole number from 1 to 4096. */
  readonly seats: number;
  /**
   * Ticks from one message with the world's changes to the next: a whole number from 1 to 1000. Default: as many as come
   * closest to 20 messages a second.
   */
  readonly patchEveryTicks?: number;
  /** Whether the game has secrets, which the server gives fresh entropy for. */
  readonly entropy?: boolean;
  readonly config?: K;
  readonly world: W;
  readonly events?: E;
  readonly commands?: {
    readonly [N in keyof C]: {
      readonly fields: C[N];
      /** Called for seats that are not empty. */
      apply(game: Game<WorldOf<W, K>, EventOf<E>>, seat: number, values: Readonly<Values<C[N]>>): void;
    };
  };
  /** A new world, at tick 0; no events can leave yet. */
  created?(game: Game<WorldOf<W, K>, never>): void;
  joined?(game: Game<WorldOf<W, K>, EventOf<E>>, seat: number): void;
  /** The socket is lost and the seat is held. */
  dropped?(game: Game<WorldOf<W, K>, EventOf<E>>, seat: number): void;
  returned?(game: Game<WorldOf<W, K>, EventOf<E>>, seat: number): void;
  /** After this the seat's rows start anew: `perSeat` ones as a whole, other rows with its `seat` in their own columns. */
  left?(game: Game<WorldOf<W, K>, EventOf<E>>, seat: number): void;
  /** After the tick's commands. */
  tick?(game: Game<WorldOf<W, K>, EventOf<E>>): void;
  /** The next tick that changes the world without commands; null, or one that is over: none. Default: see `nextWake`. */
  nextWake?(world: WorldOf<W, K>): Tick | null;
  readonly continued?: { readonly [T in TableNames<W>]?: Continued<W[T], W, K> };
  /** Replaces derived functions by hand. */
  override?(
    derived: Derived<WorldOf<W, K>, CommandOf<C>, EventOf<E>, ConfigOf<K>, ClientCommandOf<C>>,
  ): Partial<Derived<WorldOf<W, K>, CommandOf<C>, EventOf<E>, ConfigOf<K>, ClientCommandOf<C>>>;
}

export type { Fields, WorldFields };
