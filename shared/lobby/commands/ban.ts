import { obey } from "../orders.ts";
import { sendAway } from "../presence.ts";
import { OUT } from "../world.ts";
import type { Handler } from "./handler.ts";

export const ban: Handler<"ban"> = (world, command, emit) => {
  const { player, untilS, why } = command;
  const order = obey(world, command, emit);
  if (order === null) return;
  order.member.bannedUntilS = untilS;
  emit({ type: "banned", player, untilS, by: order.by, why });
  if (untilS > 0) sendAway(world, player, OUT.banned, emit);
};
