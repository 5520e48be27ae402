/** The protocol of rooms whose rules come from the kit. */

export { wireOf } from "./fingerprint.ts";
export { maxBytesOf } from "./format.ts";
export { type WireLayout, type WireTable, wireLayout } from "./layout.ts";
export {
  type ReceivedSeat,
  type ReceivedWorld,
  readState,
  StateReader,
} from "./read-state.ts";
export type { BitColumn, WireField } from "./row-format.ts";
export { rowKey } from "./row-key.ts";
export type { LoggedTable, ReceivedRow, ReceivedRows, RowChanges } from "./row-log.ts";
export { LOG_FIELD, SEAT_STATUS, stateClassOf } from "./state-class.ts";
export { joinTick, splitTick } from "./tick.ts";
export { WorldLogReader, WorldLogWriter } from "./world-log.ts";
