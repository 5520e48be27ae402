import { decodeUtf8, encodeUtf8 } from "../../shared/codec/text.ts";
import { CodecError } from "../../shared/machine.ts";
import { Deduplicator } from "../outbox/index.ts";

/** One occupied seat. */
export interface SeatRecord<Join> {
  readonly seat: number;
  readonly sessionId: string;
  /** Rises with each player who takes a seat of the room. */
  readonly epoch: number;
  /** Plain data, as JSON keeps it. */
  readonly join: Join;
  readonly verify: boolean;
}

/** The state of a room outside its world. */
export interface RoomRecord<Join> {
  /** Name of the definition. */
  readonly room: string;
  readonly seats: number;
  /** The last seat epoch used. */
  readonly epoch: number;
  readonly taken: readonly SeatRecord<Join>[];
  /** Players of the running round, see `RoundPlayers`; null: unknown, as in records of earlier versions. */
  readonly players: readonly string[] | null;
  /** Ids of external commands that ticks took, encoded by `Deduplicator`; empty: none. */
  readonly seen: Uint8Array;
}

export function encodeRoomRecord<Join>(record: RoomRecord<Join>): Uint8Array {
  return encodeUtf8(JSON.stringify({ ...record, seen: Buffer.from(record.seen).toString("base64") }));
}

/** Throws {@link CodecError} on what {@link encodeRoomRecord} could not have written. */
export function decodeRoomRecord(bytes: Uint8Array): RoomRecord<unknown> {
  let value: Partial<Omit<RoomRecord<unknown>, "seen"> & { readonly seen: string }> | null;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch {
    throw new CodecError("room record: not JSON");
  }
  const { room, seats = -1, epoch = -1, taken, players = null, seen = "" } = value ?? {};
  if (typeof room !== "string" || typeof seen !== "string" || !Array.isArray(taken) || ![seats, epoch].every(isCount))
    throw new CodecError("room record: fields are missing");
  if (players !== null && !(Array.isArray(players) && players.every((key) => typeof key === "string")))
    throw new CodecError("room record: players is not a list of strings");
  const freeSeats = new Set(Array.from({ length: seats }, (_, seat) => seat));
  for (const entry of taken as Partial<SeatRecord<unknown>>[])
    if (typeof entry?.sessionId !== "string" || !isCount(entry.epoch) || !freeSeats.delete(entry.seat ?? -1))
      throw new CodecError("room record: a seat is invalid or taken twice");
  const seenBytes = new Uint8Array(Buffer.from(seen, "base64"));
  if (seenBytes.length > 0) Deduplicator.load(seenBytes);
  return { room, seats, epoch, taken: taken as SeatRecord<unknown>[], players, seen: seenBytes };
}

/** Players of the round that a record describes; null: unknown. */
export function playersInRecord(record: Uint8Array): readonly string[] | null {
  try {
    return decodeRoomRecord(record).players;
  } catch (error) {
    if (error instanceof CodecError) return null;
    throw error;
  }
}

const COUNT_LIMIT = 2 ** 32;

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < COUNT_LIMIT;
}
