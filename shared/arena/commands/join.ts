import { claimRow } from "../../table.ts";
import { baseBounty } from "../account.ts";
import { HULLS } from "../data/hulls.ts";
import { spawn } from "../spawn.ts";
import { PLAYER_KIND } from "../world.ts";
import { type Handler, isSeated } from "./handler.ts";

/** Someone takes a free seat and flies at once. */
export const join: Handler<"join"> = (world, { seat, name, hull }, emit) => {
  const { players } = world;
  if (seat >= world.config.seats || isSeated(world, seat) || hull >= HULLS.length) return;
  claimRow(players, seat);
  world.names[seat] = name;
  players.kind[seat] = PLAYER_KIND.person;
  players.hull[seat] = players.nextHull[seat] = hull;
  players.online[seat] = 1;
  players.bounty[seat] = baseBounty(PLAYER_KIND.person);
  spawn(world, seat, emit);
};
