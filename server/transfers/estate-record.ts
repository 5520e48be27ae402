import { ByteReader, ByteWriter } from "../../shared/codec/bytes.ts";
import { CodecError } from "../../shared/codec/codec.ts";
import {
  loadTransfers,
  newTransfers,
  saveTransfers,
  TRANSFER_BOUNDS,
  type Transfers,
} from "../../shared/transfers/index.ts";

/** The transfers of a room at the end of its journal, and who gets what nobody takes. */
export interface Escrow {
  readonly transfers: Transfers;
  /** Name of a standing room; "": none. */
  readonly heir: string;
}

/** What is left of a room that was set aside: its transfers, as far as they are not settled. */
export interface EstateRecord extends Escrow {
  readonly roomId: string;
  /** Whether the journal could be read. Otherwise nobody knows what the room has posted, and its senders wait. */
  readonly isKnown: boolean;
  /** What its receivers refused, on its way to the heir. */
  readonly returns: Transfers;
  /** What the heir refused too, or what has none: it stays here, for the operator. */
  readonly unclaimed: readonly Uint8Array[];
}

const FORMAT = 1;

/** @param escrow null: the journal could not be read */
export function newEstate(roomId: string, escrow: Escrow | null): EstateRecord {
  const { transfers, heir } = escrow ?? { transfers: newTransfers(), heir: "" };
  return { roomId, isKnown: escrow !== null, heir, transfers, returns: newTransfers(), unclaimed: [] };
}

export function encodeEstate({ roomId, isKnown, heir, transfers, returns, unclaimed }: EstateRecord): Uint8Array {
  const out = new ByteWriter()
    .u8(FORMAT)
    .text(roomId)
    .u8(isKnown ? 1 : 0)
    .text(heir);
  saveTransfers(transfers, out);
  saveTransfers(returns, out);
  out.varint(unclaimed.length);
  for (const payload of unclaimed) out.varint(payload.length).bytes(payload);
  return out.finish();
}

/** Throws {@link CodecError}. */
export function decodeEstate(bytes: Uint8Array): EstateRecord {
  const from = new ByteReader(bytes);
  const format = from.u8();
  if (format !== FORMAT) throw new CodecError(`an estate of format ${format}, not ${FORMAT}`);
  const roomId = from.text(TRANSFER_BOUNDS.addressBytes);
  const isKnown = from.u8() === 1;
  const heir = from.text(TRANSFER_BOUNDS.addressBytes);
  const transfers = loadTransfers(from);
  const returns = loadTransfers(from);
  const count = from.varint();
  if (count > TRANSFER_BOUNDS.open) throw new CodecError(`${count} payloads, at most ${TRANSFER_BOUNDS.open}`);
  const unclaimed = Array.from({ length: count }, () => from.bytes(from.varint()).slice());
  from.expectEnd();
  return { roomId, isKnown, heir, transfers, returns, unclaimed };
}
