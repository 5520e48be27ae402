import type { Dialect } from "../../load/dialect.ts";
import { OPCODE } from "../../load/frames.ts";

/** One byte whenever the hands change. */
export function packedDialect(): Dialect {
  return {
    seat: async (player) => `/?seat=${player}`,
    speaker(_player, _path, send) {
      let inside = false;
      return {
        controls: (held) => send(OPCODE.binary, Uint8Array.of(held)),
        heard() {
          const first = !inside;
          inside = true;
          return first;
        },
      };
    },
  };
}
