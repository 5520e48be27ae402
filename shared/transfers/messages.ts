import { ByteReader, ByteWriter } from "../codec/bytes.ts";
import type { Codec } from "../codec/codec.ts";
import { CodecError } from "../codec/codec.ts";
import { TRANSFER_BOUNDS } from "./bounds.ts";
import { type Answer, type OpenTransfer, standingName, type Transfers } from "./transfers.ts";

/** Everything about transfers that enters a world. The server sends these, never a client. */
export type TransferMessage =
  /**
   * A sender's oldest open transfers to this room, without holes, and its confirmation of all answers to numbers below
   * `settledBelow`.
   */
  | { readonly type: "offers"; readonly from: string; readonly settledBelow: number; readonly offers: readonly Offer[] }
  /** A receiver's oldest unconfirmed answers. */
  | { readonly type: "answers"; readonly from: string; readonly answers: readonly Answer[] }
  /** The room that the transfers to a standing room's address are for. */
  | { readonly type: "bind"; readonly address: string; readonly room: string }
  /** A sender is gone for good and will not repeat anything. */
  | { readonly type: "forget"; readonly source: string };

export type Offer = Pick<OpenTransfer, "number" | "payload">;

/** The offers of a world to a receiver. Without open transfers it only confirms. @param from the id of the world's room */
export function offersTo({ open, nextNumber }: Pick<Transfers, "open" | "nextNumber">, from: string, to: string) {
  const offers = open.filter((transfer) => transfer.to === to).slice(0, TRANSFER_BOUNDS.perMessage);
  const settledBelow = offers.length === 0 ? nextNumber : offers[0].number;
  return { type: "offers", from, settledBelow, offers } as const satisfies TransferMessage;
}

/** The answers of a world to a sender. @param from the id of the world's room */
export function answersTo({ sources }: Pick<Transfers, "sources">, from: string, to: string) {
  const answers = (sources.get(to)?.answers ?? []).slice(0, TRANSFER_BOUNDS.perMessage);
  return { type: "answers", from, answers } as const satisfies TransferMessage;
}

const CODES = ["offers", "answers", "bind", "forget"] as const;

/** Also a `Field` of a machine's command, see `unionCodec`. */
export const transferMessage = {
  encode: (message: TransferMessage): Uint8Array => {
    const out = new ByteWriter();
    transferMessage.write(out, message);
    return out.finish();
  },
  decode(bytes: Uint8Array): TransferMessage {
    const from = new ByteReader(bytes);
    const message = transferMessage.read(from);
    from.expectEnd();
    return message;
  },
  write(out: ByteWriter, message: TransferMessage): void {
    out.u8(CODES.indexOf(message.type));
    switch (message.type) {
      case "offers":
        out.text(message.from).varint(message.settledBelow).varint(message.offers.length);
        for (const { number, payload } of message.offers) out.varint(number).varint(payload.length).bytes(payload);
        return;
      case "answers":
        out.text(message.from).varint(message.answers.length);
        for (const { number, code } of message.answers) out.varint(number).u8(code);
        return;
      case "bind":
        out.text(message.address).text(message.room);
        return;
      case "forget":
        out.text(message.source);
    }
  },
  read(from: ByteReader): TransferMessage {
    const type = CODES[from.u8()];
    switch (type) {
      case "offers": {
        const sender = readRoomId(from);
        const settledBelow = from.varint();
        const offers = readRising(from, TRANSFER_BOUNDS.perMessage, (number) => ({
          number,
          payload: readPayload(from),
        }));
        if (offers.length > 0 && offers[0].number < settledBelow)
          throw new CodecError(`transfer ${offers[0].number} is offered though all below ${settledBelow} are settled`);
        return { type, from: sender, settledBelow, offers };
      }
      case "answers":
        return { type, from: readRoomId(from), answers: readAnswers(from, TRANSFER_BOUNDS.perMessage) };
      case "bind":
        return { type, address: readAddress(from), room: readRoomId(from) };
      case "forget":
        return { type, source: readRoomId(from) };
      default:
        throw new CodecError("a message about transfers has an unknown type");
    }
  },
} satisfies Codec<TransferMessage> & { read(from: ByteReader): TransferMessage };

export function readPayload(from: ByteReader): Uint8Array {
  const bytes = from.varint();
  if (bytes > TRANSFER_BOUNDS.payloadBytes)
    throw new CodecError(`payload of ${bytes} bytes, at most ${TRANSFER_BOUNDS.payloadBytes}`);
  return from.bytes(bytes).slice();
}

/** @param most number of answers */
export function readAnswers(from: ByteReader, most: number): readonly Answer[] {
  return readRising(from, most, (number) => ({ number, code: from.u8() }));
}

export function readAddress(from: ByteReader): string {
  const address = from.text(TRANSFER_BOUNDS.addressBytes);
  if (address === "") throw new CodecError("a room's id is empty");
  return address;
}

export function readRoomId(from: ByteReader): string {
  const id = readAddress(from);
  if (standingName(id) !== null) throw new CodecError(`${id} is no id of a room`);
  return id;
}

function readRising<Row>(from: ByteReader, most: number, read: (number: number) => Row): Row[] {
  const count = from.varint();
  if (count > most) throw new CodecError(`${count} transfers, at most ${most}`);
  let last = 0;
  return Array.from({ length: count }, () => {
    const number = from.varint();
    if (number <= last) throw new CodecError(`transfer ${number} comes after ${last}`);
    last = number;
    return read(number);
  });
}
