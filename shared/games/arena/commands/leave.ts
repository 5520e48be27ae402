import { removeRow, removeRowAt } from "../../../table.ts";
import { toPx } from "../emit.ts";
import { CAUSE } from "../event.ts";
import { emitPulse } from "../phases/status-events.ts";
import { anyoneSeated, pilotRef } from "../seats.ts";
import { removeShip } from "../spawn.ts";
import { type Handler, isSeated } from "./handler.ts";

/** Frees the seat and removes its ship, its shots and its claims to kills, so that the next player here gets no credits for them. */
export const leave: Handler<"leave"> = (world, { seat }, emit) => {
  if (!isSeated(world, seat)) return;
  const { players, ships, bolts } = world;
  const slot = players.ship[seat] - 1;
  if (slot >= 0) {
    const [x, y] = [toPx(ships.x[slot]), toPx(ships.y[slot])];
    emit({ type: "death", seat, by: -1, cause: CAUSE.left, bounty: 0, x, y });
    removeShip(world, seat);
  }
  for (let i = 0; i < ships.high; i++) if (ships.hurtBy[i] === seat + 1) ships.hurtBy[i] = ships.hurtAt[i] = 0;
  for (let i = 0; i < bolts.high; i++) if (bolts.live[i] && bolts.seat[i] === seat) removeRow(bolts, i);
  emit({ type: "depart", ...pilotRef(world, seat) });
  removeRowAt(players, seat);
  // An empty world sleeps, so it would not report that it is empty.
  if (!anyoneSeated(world)) emitPulse(world, emit);
};
