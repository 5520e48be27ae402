/** Rules of a game from one table of fields, and arithmetic that every engine computes alike. */

export { clamp, isqrt, ONE, round, TURN, turnBetween, wrap } from "../math/fixed.ts";
export { cos, headingOf, sin } from "../math/trig.ts";
export { beginAnew } from "./begin-anew.ts";
export { type CarriedOver, carryOver, carryOverAny } from "./carry-over.ts";
export {
  type AnyRules,
  asAnyRules,
  type ClientCommandIn,
  type CommandIn,
  type ConfigIn,
  defineRules,
  type EventIn,
  type GameOf,
  type KnownRowsIn,
  type PublicFieldsIn,
  type Rules,
  type WorldIn,
  withVersion,
} from "./define.ts";
export type { Derived } from "./derived.ts";
export { bounceDiscs, distance, type MovingDisc, type Point, slideDisc } from "./discs.ts";
export type { Column, FieldTable, TableColumns } from "./field-table.ts";
export type { Game } from "./game.ts";
export { copyData, sameData } from "./kinds/data.ts";
export {
  array,
  flag,
  grid,
  int,
  list,
  oneOf,
  perSeat,
  record,
  rows,
  type Spec,
  seatNumber,
  seatOrNobody,
  text,
  tick,
  type Values,
  type Visibility,
} from "./kinds/field.ts";
export type { Row, Rows } from "./kinds/row-list.ts";
export { Random } from "./random.ts";
export { seatCommands } from "./seat-commands.ts";
export type { Definition, EntropyCommand, PublicRow, PublicWorld, SeatCommand, SeatStatus } from "./types.ts";
export type { AnyWorld, PublishedRow } from "./world.ts";
export type { KnownRow, KnownWorld } from "./world-from.ts";
