import { authorizeOrder } from "../moderation.ts";
import { evict } from "../presence.ts";
import { EVICTION } from "../world.ts";
import type { Handler } from "./handler.ts";

export const ban: Handler<"ban"> = (world, command, emit) => {
  const { player, untilS, why } = command;
  const order = authorizeOrder(world, command, emit);
  if (order === null) return;
  order.member.bannedUntilS = untilS;
  emit({ type: "banned", player, untilS, by: order.by, why });
  if (untilS > 0) evict(world, player, EVICTION.banned, emit);
};
