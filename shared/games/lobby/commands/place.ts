import { matchRow } from "../matches.ts";
import { memberOf } from "../members.ts";
import type { Handler } from "./handler.ts";

/** Records the match of a player; of several, the latest counts. */
export const place: Handler<"place"> = (world, { player, room, here }) => {
  if (player === 0) return;
  if (here) {
    if (matchRow(world, room) >= 0) memberOf(world, player).match = room;
    return;
  }
  const member = world.members.get(player);
  if (member?.match === room) member.match = "";
};
