import { matchRow } from "../matches.ts";
import { memberOf } from "../members.ts";
import type { Handler } from "./handler.ts";

/** Where someone plays. Who plays in two matches is shown in the one that they came to last. */
export const place: Handler<"place"> = (world, { player, room, here }) => {
  if (player === 0) return;
  if (here) {
    if (matchRow(world, room) >= 0) memberOf(world, player).match = room;
    return;
  }
  const member = world.members.get(player);
  if (member?.match === room) member.match = "";
};
