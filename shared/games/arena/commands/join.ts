import { addRowAt } from "../../../table.ts";
import { HULLS } from "../data/hulls.ts";
import { beginRound } from "../phases/rounds.ts";
import { baseBounty, resetScore } from "../score.ts";
import { anyoneSeated, pilotRef } from "../seats.ts";
import { spawn } from "../spawn.ts";
import { PLAYER_KIND } from "../world.ts";
import { type Handler, isSeated } from "./handler.ts";

/** Gives a free seat to a person, with a ship. The first one in an empty arena starts a whole round. */
export const join: Handler<"join"> = (world, { seat, player, pilot, hull }, emit) => {
  const { players } = world;
  if (seat < 0 || seat >= world.config.seats || isSeated(world, seat) || HULLS[hull] === undefined) return;
  if (!anyoneSeated(world)) beginRound(world);
  addRowAt(players, seat);
  players.kind[seat] = PLAYER_KIND.person;
  players.player[seat] = player;
  players.pilot[seat] = pilot;
  players.hull[seat] = players.nextHull[seat] = hull;
  players.online[seat] = 1;
  players.bounty[seat] = baseBounty(PLAYER_KIND.person);
  resetScore(world, seat);
  emit({ type: "arrive", ...pilotRef(world, seat) });
  spawn(world, seat, emit);
};
