import { getMessageBytes, Protocol } from "@colyseus/core";
import { colyseusSeats } from "../../load/colyseus.ts";
import type { Dialect } from "../../load/dialect.ts";
import { OPCODE } from "../../load/frames.ts";

/** `room.send("controls", held)` of the stock SDK. */
export function stockDialect(url: string, playersPerRoom: number): Dialect {
  const seats = { url, query: "", room: "battle", playersPerRoom, join: (player: number) => ({ seat: player }) };
  return {
    seat: colyseusSeats(seats),
    speaker(_player, _path, send) {
      let inside = false;
      return {
        controls: (held) => send(OPCODE.binary, getMessageBytes.raw(Protocol.ROOM_DATA, "controls", held)),
        heard(_opcode, [protocol]) {
          if (protocol === Protocol.JOIN_ROOM) send(OPCODE.binary, Uint8Array.of(Protocol.JOIN_ROOM));
          const first = !inside && protocol === Protocol.ROOM_STATE;
          inside ||= first;
          return first;
        },
      };
    },
  };
}
