import { HULLS } from "../data/hulls.ts";
import { DOCK_HOLD_TICKS } from "../data/rules.ts";
import { addShip, removeShip } from "../spawn.ts";
import { type Handler, isSeated } from "./handler.ts";

/** Sets the hull of the next ship; a docked pilot gets it at once. */
export const hull: Handler<"hull"> = (world, command) => {
  const { seat } = command;
  if (!isSeated(world, seat) || HULLS[command.hull] === undefined) return;
  const { players, ships } = world;
  players.nextHull[seat] = command.hull;
  const slot = players.ship[seat] - 1;
  if (slot < 0 || ships.docked[slot] === 0 || ships.hull[slot] === command.hull) return;
  const docked = ships.docked[slot];
  const place = { x: ships.x[slot], y: ships.y[slot], vx: ships.vx[slot], vy: ships.vy[slot] };
  removeShip(world, seat);
  const changed = addShip(world, seat, place);
  if (changed < 0) return;
  ships.docked[changed] = docked;
  ships.guard[changed] = DOCK_HOLD_TICKS;
};
