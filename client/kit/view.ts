import type {
  AnyRules,
  ClientCommandIn,
  ConfigIn,
  EventIn,
  KnownRowsIn,
  PublicFieldsIn,
  Random,
  SeatStatus,
} from "../../shared/kit/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { NetView } from "../net/net-stats.ts";

/** A row as it is shown: its public columns, and where it is one's own, its own columns; these are undefined in others. */
export type RowView<R, T extends keyof KnownRowsIn<R>> = {
  /** Of `perSeat` tables, the seat. */
  readonly id: number;
  /** Of one's own seat: of `perSeat` tables the seat's row, of `rows` tables those whose `seat` is one's own. */
  readonly isOwn: boolean;
} & KnownRowsIn<R>[T];

/** The names of a row's columns of numbers. */
export type NumberColumns<Row> = { [C in keyof Row]: Row[C] extends number ? C : never }[keyof Row] & string;

/** Rows by table, in the order of their ids. */
export type RowsView<R> = { readonly [T in keyof KnownRowsIn<R>]: readonly RowView<R, T>[] };

export interface SeatView {
  readonly status: SeatStatus;
  readonly name: string;
}

/**
 * A game as one client sees it at one moment. Objects never change: the next view has others, or the same where nothing
 * is different.
 */
export interface GameView<R> {
  /** The displayed tick with its fraction. */
  readonly tick: number;
  /** How long it is from the displayed tick to that one: whole seconds, rounded up; 0: it is over. */
  secondsTo(tick: Tick): number;
  /** One's own seat; −1: a spectator, a replay, or nothing has come yet. */
  readonly seat: number;
  readonly seats: readonly SeatView[];
  readonly config: ConfigIn<R>;
  /** Public fields of the world itself, as they came last. */
  readonly world: PublicFieldsIn<R>;
  /**
   * Rows at the displayed whole tick: of continued tables, one's own of `perSeat` are predicted and all others continued;
   * the rest are as they came last.
   */
  readonly rows: RowsView<R>;
  /** The same row one tick later, for drawing between two ticks, see `between`; null: there is no such row. */
  next<T extends keyof KnownRowsIn<R>>(table: T, id: number): RowView<R, T> | null;
  /** Events since the view before, in order. */
  readonly events: readonly EventIn<R>[];
  readonly net: Readonly<NetView>;
}

/**
 * A player's brain: what a player would see in, a command out; null: none. Asked once a tick.
 *
 * @param memory integers of its own, zero at the start
 */
export type Pilot<R> = (view: GameView<R>, random: Random, memory: Int32Array) => ClientCommandIn<R> | null;

/** What all rules have. */
export interface AnyKitRules {
  readonly patchEveryTicks: number;
}

/** A view of any rules, as the kit itself makes it. */
export interface AnyView {
  readonly tick: number;
  secondsTo(tick: Tick): number;
  readonly seat: number;
  readonly seats: readonly SeatView[];
  readonly config: AnyValues;
  readonly world: AnyValues;
  readonly rows: Readonly<Record<string, readonly AnyRow[]>>;
  next(table: string, id: number): AnyRow | null;
  readonly events: readonly unknown[];
  readonly net: Readonly<NetView>;
}

export type AnyValues = Readonly<Record<string, unknown>>;
export type AnyRow = AnyValues & { readonly id: number; readonly isOwn: boolean };

/** A view's `secondsTo`. @param tick the displayed one */
export const secondsFrom =
  (tick: number, { definition: { tickHz } }: AnyRules) =>
  (to: Tick): number =>
    Math.max(0, Math.ceil((to - tick) / tickHz));

/** What a view knows of rows at a displayed tick. */
export interface RowSource {
  readonly rows: AnyView["rows"];
  next(table: string, id: number): AnyRow | null;
  /** The displayed whole tick. */
  readonly tick: Tick;
}
