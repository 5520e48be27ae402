import { wrapTurn } from "../../math/fixed.ts";
import { coldBits } from "../cold.ts";
import { ALL_BITS, USED_UP } from "../controls.ts";
import { type Handler, isSeated } from "./handler.ts";

/** Holds until the next one, through death and return. */
export const controls: Handler<"controls"> = (world, command) => {
  const { seat } = command;
  if (!isSeated(world, seat)) return;
  const { players, ships } = world;
  const bits = command.bits & ALL_BITS;
  const aim = wrapTurn(command.aim);
  players.bits[seat] = bits & ~USED_UP;
  players.aim[seat] = aim;
  const slot = players.ship[seat] - 1;
  if (slot < 0) return;
  ships.bits[slot] = coldBits(world, bits);
  ships.aim[slot] = aim;
};
