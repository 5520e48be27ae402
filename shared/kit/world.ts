import type { Tick } from "../machine.ts";
import type { AnyCommand } from "./command-codec.ts";
import type { Derived } from "./derived.ts";
import type { AnyEvent } from "./event-codec.ts";
import type { Game } from "./game.ts";
import type { Fields, WorldFields } from "./kinds/field.ts";
import type { FieldsByName, SeatStatus } from "./types.ts";

/** A `Definition` of any rules, as the kit itself sees it. */
export interface AnyDefinition {
  readonly id: string;
  readonly version: number;
  readonly tickHz: number;
  readonly seats: number;
  readonly patchEveryTicks?: number;
  readonly entropy?: boolean;
  readonly config?: Fields;
  readonly world: WorldFields;
  readonly events?: FieldsByName;
  readonly commands?: { readonly [type: string]: AnyCommandRule };
  created?(game: AnyGame): void;
  joined?(game: AnyGame, seat: number): void;
  dropped?(game: AnyGame, seat: number): void;
  returned?(game: AnyGame, seat: number): void;
  left?(game: AnyGame, seat: number): void;
  tick?(game: AnyGame): void;
  nextWake?(world: AnyWorld): Tick | null;
  readonly continued?: { readonly [table: string]: AnyContinued };
  override?(derived: AnyDerived): Partial<AnyDerived>;
}

export interface AnyCommandRule {
  readonly fields: Fields;
  apply(game: AnyGame, seat: number, values: Values): void;
}

export interface AnyContinued {
  readonly epsilon?: { readonly [column: string]: number };
  readonly jumpUnits?: number;
  continue(row: Values, ticks: number, world: Values): Values;
}

export type Values = Readonly<Record<string, unknown>>;
export type AnyGame = Game<AnyWorld, AnyEvent>;
export type AnyDerived = Derived<AnyWorld, AnyCommand, AnyEvent, Record<string, unknown>, Omit<AnyCommand, "seat">>;

export interface AnyWorld {
  tick: Tick;
  readonly config: Record<string, unknown>;
  readonly seats: SeatStatus[];
  wakeAt: Tick;
  entropyWanted: boolean;
  readonly hidden: Hidden;
  [name: string]: unknown;
}

/** Columns that only the kit uses. */
export interface Hidden {
  readonly random: Int32Array;
  /** By seat, see `SeatCommand.holder`. */
  readonly holders: number[];
  /** Of games with entropy. */
  readonly secret?: SecretState;
  /** By continued table and slot. */
  readonly published: { readonly [table: string]: (PublishedRow | null)[] };
}

/** The state of the generator of secrets: a key, and how many words were drawn of it. */
export interface SecretState {
  readonly key: Int32Array;
  drawn: number;
  /** Whether there is a key that was not revealed yet. */
  held: boolean;
}

/** A row's public columns as clients were last sent them. */
export interface PublishedRow<Row = Readonly<Record<string, unknown>>> {
  /** The row's; 0 for rows of seats. */
  readonly id: number;
  /** When, in ticks of the world. */
  readonly at: Tick;
  readonly row: Row;
}
