import type { Dialect } from "../../load/dialect.ts";
import { OPCODE } from "../../load/frames.ts";

/** nengi's chunk types, as in its `core/snapshot/Chunk.js`. */
const CHUNK = { clientTick: 0, commands: 14, handshake: 19 } as const;
/** Number of the command class among the protocols of `peers/nengi.ts`. */
const CONTROLS = 2;

function handshake(seat: number): Buffer {
  const text = Buffer.from(JSON.stringify({ seat }));
  const frame = Buffer.alloc(5 + text.length);
  frame[0] = CHUNK.handshake;
  frame.writeUInt32LE(text.length, 1);
  text.copy(frame, 5);
  return frame;
}

/** nengi's client, whose buffers are whole bytes here: a handshake, then a command whenever the hands change. */
export function nengiDialect(): Dialect {
  return {
    seat: async (player) => `/?seat=${player}`,
    speaker(player, _path, send) {
      let inside = false;
      let tick = 0;
      send(OPCODE.binary, handshake(player));
      return {
        controls(held) {
          const frame = Buffer.alloc(10);
          frame[0] = CHUNK.clientTick;
          frame.writeUInt32LE(tick++, 1);
          frame[5] = CHUNK.commands;
          frame.writeUInt16LE(1, 6);
          frame[8] = CONTROLS;
          frame[9] = held;
          send(OPCODE.binary, frame);
        },
        heard() {
          const first = !inside;
          inside = true;
          return first;
        },
      };
    },
  };
}
