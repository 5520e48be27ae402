import { RETURN_GUARD_TICKS } from "../data/rules.ts";
import { DIVERGED, markTouched } from "../divergence.ts";
import { type Handler, isSeated } from "./handler.ts";

/** The player returned in time. Shortens the guard that the drop gave, so that it is no advantage in a fight. */
export const back: Handler<"back"> = (world, { seat }) => {
  const { players, ships } = world;
  if (!isSeated(world, seat) || players.online[seat] === 1) return;
  players.online[seat] = 1;
  const slot = players.ship[seat] - 1;
  if (slot < 0 || ships.guard[slot] <= RETURN_GUARD_TICKS) return;
  markTouched(world, slot, DIVERGED.vitals);
  ships.guard[slot] = RETURN_GUARD_TICKS;
};
