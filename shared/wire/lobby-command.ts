import { UINT32, unionCodec, whole } from "../codec/union.ts";
import { CHANNEL, LINE, PLAYER, SAID, SECONDS, WHY } from "../lobby/fields.ts";

/** Raised when the bytes of a client's command change, or what they mean. */
export const LOBBY_COMMAND_VERSION = 1;

/** The longest an order can be told to last; what is more is a time, as clients told before durations were known. */
export const DURATION_MOST_S = 315_360_000;

/**
 * What a client may send as the body of a command message; the room adds the seat, and what is written is cleaned. `nonce`: a
 * number of the client's own, which comes back in the answer.
 */
export type LobbyClientCommand =
  /** `after`: the last line that it has; −1: none. */
  | { readonly type: "open"; readonly channel: string; readonly after: number; readonly nonce: number }
  | { readonly type: "close"; readonly channel: string }
  | { readonly type: "say"; readonly channel: string; readonly text: string; readonly nonce: number }
  | {
      readonly type: "report";
      readonly channel: string;
      readonly line: number;
      readonly why: string;
      readonly nonce: number;
    }
  | { readonly type: "erase"; readonly channel: string; readonly line: number; readonly nonce: number }
  | {
      readonly type: "mute";
      readonly player: number;
      /** Up to {@link DURATION_MOST_S}: for so many s from when the server takes it; above: s since 1970; 0: ends it. */
      readonly untilS: number;
      readonly why: string;
      readonly nonce: number;
    }
  | {
      readonly type: "ban";
      readonly player: number;
      readonly untilS: number;
      readonly why: string;
      readonly nonce: number;
    };

const nonce = UINT32;
const order = { player: PLAYER, untilS: SECONDS, why: WHY, nonce };

const codec = unionCodec<LobbyClientCommand>({
  open: { code: 1, fields: { channel: CHANNEL, after: whole(-1, 0x7fffffff), nonce } },
  close: { code: 2, fields: { channel: CHANNEL } },
  say: { code: 3, fields: { channel: CHANNEL, text: SAID, nonce } },
  report: { code: 4, fields: { channel: CHANNEL, line: LINE, why: WHY, nonce } },
  erase: { code: 5, fields: { channel: CHANNEL, line: LINE, nonce } },
  mute: { code: 6, fields: order },
  ban: { code: 7, fields: order },
});

export function encodeLobbyCommand(command: LobbyClientCommand): Uint8Array {
  return codec.encode(command);
}

/** Throws `CodecError` on bytes that are no command. */
export function decodeLobbyCommand(bytes: Uint8Array): LobbyClientCommand {
  return codec.decode(bytes);
}
