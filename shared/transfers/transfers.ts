import { encodeUtf8 } from "../codec/text.ts";
import { TRANSFER_BOUNDS } from "./bounds.ts";

/** A transfer in escrow: its payload is in the sender's world, outside every hold and purse, until its receiver answers. */
export interface OpenTransfer {
  /** The receiver: a room's id, or {@link standingRoom}'s address until the server binds it to the id of that room. */
  readonly to: string;
  /** Rises with each transfer of the sender, whatever the receiver; 0: not bound to a room yet. */
  readonly number: number;
  readonly payload: Uint8Array;
}

/** A receiver's decision, which stands in its world until the sender confirms it. */
export interface Answer {
  readonly number: number;
  /** `POSTED`, or why the receiver refused; uint8. */
  readonly code: number;
}

/** A receiver's memory of one sender. */
export interface Source {
  readonly lastDecided: number;
  /** Decisions that the sender has not confirmed, by rising number. */
  readonly answers: readonly Answer[];
}

/**
 * The transfers of one world, in both directions: part of the world, saved and hashed with it. Change it only with the
 * functions of this folder, within a step.
 */
export interface Transfers {
  /** Rises with every change. */
  revision: number;
  /** Number of the next transfer, from 1. */
  nextNumber: number;
  /** What this room sent and nobody answered: those bound to a room by rising number. */
  open: readonly OpenTransfer[];
  /** By id of the sending room. */
  readonly sources: Map<string, Source>;
}

export function newTransfers(): Transfers {
  return { revision: 0, nextNumber: 1, open: [], sources: new Map() };
}

const STANDING = "@";

/** The address of a standing room, of which there is one in each process. @param name of its definition */
export function standingRoom(name: string): string {
  return STANDING + name;
}

/** The name in an address of {@link standingRoom}; null: it is a room's id. */
export function standingName(address: string): string | null {
  return address.startsWith(STANDING) ? address.slice(STANDING.length) : null;
}

const RETURNS = "~";

/** The sender of what a room that was set aside had in escrow, and whose receiver refused it. */
export function returnsOf(room: string): string {
  return RETURNS + room;
}

/** The room that a sender of {@link returnsOf} stands for; null: it is a room itself. */
export function returnedFrom(sender: string): string | null {
  return sender.startsWith(RETURNS) ? sender.slice(RETURNS.length) : null;
}

/** Whether another transfer can start now. */
export function canStartTransfer(transfers: Transfers): boolean {
  return transfers.open.length < TRANSFER_BOUNDS.open;
}

/**
 * Puts a payload into escrow and sends it. The caller takes the payload's units out of its world in the same step. Throws
 * a RangeError if {@link canStartTransfer} is false, or if address or payload are too long.
 *
 * @param to id of a room, or an address of {@link standingRoom}
 */
export function startTransfer(transfers: Transfers, to: string, payload: Uint8Array): void {
  if (!canStartTransfer(transfers))
    throw new RangeError(`transfers: ${TRANSFER_BOUNDS.open} are open, which is the limit`);
  checkAddress(to);
  if (payload.length > TRANSFER_BOUNDS.payloadBytes)
    throw new RangeError(`payload: ${payload.length} bytes, at most ${TRANSFER_BOUNDS.payloadBytes}`);
  const number = standingName(to) === null ? transfers.nextNumber++ : 0;
  transfers.open = [...transfers.open, { to, number, payload: payload.slice() }];
  transfers.revision++;
}

function checkAddress(address: string): void {
  const bytes = encodeUtf8(address).length;
  if (bytes === 0 || bytes > TRANSFER_BOUNDS.addressBytes)
    throw new RangeError(`to: ${bytes} bytes, not 1 to ${TRANSFER_BOUNDS.addressBytes}`);
}

/** Whether anything is unsettled: a payload in escrow, or an answer that its sender has not confirmed. */
export function hasOpenTransfers({ open, sources }: Transfers): boolean {
  if (open.length > 0) return true;
  for (const { answers } of sources.values()) if (answers.length > 0) return true;
  return false;
}
