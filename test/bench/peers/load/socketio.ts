import { Encoder } from "socket.io-msgpack-parser";
import type { Dialect } from "../../load/dialect.ts";
import { OPCODE } from "../../load/frames.ts";

const EVENT = 2;
const [OPEN, PING] = [0x30, 0x32];
const PONG = Buffer.from("3");
const encoder = new Encoder();
/** One packet is one buffer; the package's own types say otherwise. */
const packet = (value: object): Uint8Array => (encoder.encode(value) as unknown as readonly [Uint8Array])[0];
const HELLO = packet({ type: 0, nsp: "/" });

/** Engine.IO 4 over a WebSocket, Socket.IO packets in MessagePack: `socket.emit("controls", held)`. */
export function socketioDialect(): Dialect {
  return {
    seat: async (player) => `/socket.io/?EIO=4&transport=websocket&seat=${player}`,
    speaker(_player, _path, send) {
      let inside = false;
      return {
        controls: (held) => send(OPCODE.binary, packet({ type: EVENT, nsp: "/", data: ["controls", held] })),
        heard(opcode, payload) {
          if (opcode === OPCODE.text) {
            if (payload[0] === OPEN) send(OPCODE.binary, HELLO);
            if (payload[0] === PING) send(OPCODE.text, PONG);
            return false;
          }
          const first = !inside;
          inside = true;
          return first;
        },
      };
    },
  };
}
