import { authorizeOrder } from "../moderation.ts";
import type { Handler } from "./handler.ts";

export const mute: Handler<"mute"> = (world, command, emit) => {
  const { player, untilS, why } = command;
  const order = authorizeOrder(world, command, emit);
  if (order === null) return;
  order.member.mutedUntilS = untilS;
  emit({ type: "muted", player, untilS, by: order.by, why });
};
