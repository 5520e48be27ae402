import { integer, UINT32, unionCodec } from "../../../codec/union.ts";
import { CHANNEL, MESSAGE_NUMBER, MESSAGE_TEXT, PLAYER, REASON, SECONDS } from "../fields.ts";

/** Raised when the bytes of a client's command, or their meaning, change. */
export const LOBBY_COMMAND_VERSION = 1;

/** Longest duration of an order. Larger values are points in time, which older clients send. */
export const MAX_DURATION_S = 315_360_000;

/**
 * The body of a command message from a client; the room adds the seat and cleans the text. `nonce`: a number chosen by the client,
 * which the answer repeats.
 */
export type LobbyClientCommand =
  /** `after`: the last message that the client has; −1: none. */
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
      /** Up to {@link MAX_DURATION_S}: a duration in s, from when the server accepts it. Above: s since 1970. 0: lift it. */
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
const order = { player: PLAYER, untilS: SECONDS, why: REASON, nonce };

const codec = unionCodec<LobbyClientCommand>({
  open: { code: 1, fields: { channel: CHANNEL, after: integer(-1, 0x7fffffff), nonce } },
  close: { code: 2, fields: { channel: CHANNEL } },
  say: { code: 3, fields: { channel: CHANNEL, text: MESSAGE_TEXT, nonce } },
  report: { code: 4, fields: { channel: CHANNEL, line: MESSAGE_NUMBER, why: REASON, nonce } },
  erase: { code: 5, fields: { channel: CHANNEL, line: MESSAGE_NUMBER, nonce } },
  mute: { code: 6, fields: order },
  ban: { code: 7, fields: order },
});

export function encodeLobbyCommand(command: LobbyClientCommand): Uint8Array {
  return codec.encode(command);
}

/** Throws `CodecError` on bytes that are not a command. */
export function decodeLobbyCommand(bytes: Uint8Array): LobbyClientCommand {
  return codec.decode(bytes);
}
