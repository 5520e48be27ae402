import { DROP_GUARD_TICKS } from "../data/rules.ts";
import { DIVERGED, markDiverged, setControls } from "../divergence.ts";
import { type Handler, isSeated } from "./handler.ts";

/** The socket closed: releases the controls, and guards the ship for a while. */
export const drop: Handler<"drop"> = (world, { seat }) => {
  const { players, ships } = world;
  if (!isSeated(world, seat) || players.online[seat] === 0) return;
  players.online[seat] = players.bits[seat] = players.aim[seat] = 0;
  players.seen[seat] = players.seenMean[seat] = 0;
  const slot = players.ship[seat] - 1;
  if (slot < 0) return;
  setControls(world, slot, 0, 0);
  ships.touched[slot] = 1;
  if (ships.guard[slot] >= DROP_GUARD_TICKS) return;
  markDiverged(world, slot, DIVERGED.vitals);
  ships.guard[slot] = DROP_GUARD_TICKS;
};
