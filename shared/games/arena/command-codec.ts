import { integer, UINT8, UINT16, unionCodec } from "../../codec/union.ts";
import { TURN } from "../../math/fixed.ts";
import type { Command } from "./command.ts";
import { COMMAND_CONTROL_BITS } from "./controls.ts";
import { LAG_COMPENSATION_TICKS, MAX_PILOT_ID, MAX_PLAYER_ID } from "./data/rules.ts";

const seat = UINT16;

/** The commands' bytes in journals. */
export const commandCodec = unionCodec<Command>({
  // Code 1 is taken: older journals use it for a join with a name.
  join: { code: 8, fields: { seat, player: integer(0, MAX_PLAYER_ID), pilot: integer(0, MAX_PILOT_ID), hull: UINT8 } },
  controls: {
    code: 2,
    fields: {
      seat,
      bits: integer(0, COMMAND_CONTROL_BITS),
      aim: integer(0, TURN - 1),
      seen: integer(0, LAG_COMPENSATION_TICKS),
    },
  },
  hull: { code: 3, fields: { seat, hull: UINT8 } },
  drop: { code: 4, fields: { seat } },
  back: { code: 5, fields: { seat } },
  leave: { code: 6, fields: { seat } },
  endRound: { code: 7, fields: {} },
});
