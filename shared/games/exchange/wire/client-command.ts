import { unionCodec } from "../../../codec/union.ts";
import { REQUEST_FIELDS } from "../codecs.ts";
import type { Request } from "../command.ts";

/** Raised when the bytes of a client's command, or their meaning, change. */
export const EXCHANGE_COMMAND_VERSION = 1;

type WithoutSeat<R> = R extends Request ? Omit<R, "seat"> : never;

/** The body of a command message from a client: a request, to which the room adds the seat. */
export type ExchangeClientCommand = WithoutSeat<Request>;

const codec = unionCodec<ExchangeClientCommand>({
  place: { code: 1, fields: REQUEST_FIELDS.place },
  move: { code: 2, fields: REQUEST_FIELDS.move },
  cancel: { code: 3, fields: REQUEST_FIELDS.cancel },
  buy: { code: 4, fields: REQUEST_FIELDS.buy },
  auction: { code: 5, fields: REQUEST_FIELDS.auction },
  withdraw: { code: 6, fields: REQUEST_FIELDS.withdraw },
  bid: { code: 7, fields: REQUEST_FIELDS.bid },
});

export function encodeExchangeCommand(command: ExchangeClientCommand): Uint8Array {
  return codec.encode(command);
}

/** Throws `CodecError` on bytes that are not a command. */
export function decodeExchangeCommand(bytes: Uint8Array): ExchangeClientCommand {
  return codec.decode(bytes);
}
