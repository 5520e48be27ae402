import { wrapTurn } from "../../math/fixed.ts";
import { coldBits, mayMistake } from "../cold.ts";
import { ALL_BITS, CONTROL, USED_UP } from "../controls.ts";
import { steer } from "../shown.ts";
import { type Handler, isSeated } from "./handler.ts";

/** Holds until the next one, through death and return. */
export const controls: Handler<"controls"> = (world, command) => {
  const { seat } = command;
  if (!isSeated(world, seat)) return;
  const { players, ships } = world;
  const given = command.bits & ALL_BITS & ~CONTROL.late;
  const aim = wrapTurn(command.aim);
  players.bits[seat] = given & ~USED_UP;
  players.aim[seat] = aim;
  players.seen[seat] = command.seen;
  const slot = players.ship[seat] - 1;
  if (slot < 0) return;
  // Whoever gave them has flown otherwise meanwhile.
  if (command.bits & CONTROL.late || mayMistake(world, given)) ships.touched[slot] = 1;
  steer(world, slot, coldBits(world, given), aim);
};
