import { UINT8, UINT16, unionCodec, whole } from "../codec/union.ts";
import { TURN } from "../math/fixed.ts";
import type { Command } from "./command.ts";
import { ALL_BITS } from "./controls.ts";
import { MOST_PILOT, MOST_PLAYER, SHOWN_BACK_TICKS } from "./data/rules.ts";

const seat = UINT16;

/** The commands' bytes in journals. */
export const commandCodec = unionCodec<Command>({
  // Code 1 is taken: older journals use it for a join with a name.
  join: { code: 8, fields: { seat, player: whole(0, MOST_PLAYER), pilot: whole(0, MOST_PILOT), hull: UINT8 } },
  controls: {
    code: 2,
    fields: { seat, bits: whole(0, ALL_BITS), aim: whole(0, TURN - 1), seen: whole(0, SHOWN_BACK_TICKS) },
  },
  hull: { code: 3, fields: { seat, hull: UINT8 } },
  drop: { code: 4, fields: { seat } },
  back: { code: 5, fields: { seat } },
  leave: { code: 6, fields: { seat } },
  endRound: { code: 7, fields: {} },
});
