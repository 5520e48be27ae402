import { REFUSAL } from "../event.ts";
import { findOrder, removeOrder } from "../orders.ts";
import type { World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/** Returns what was cancelled, or a refusal's code below 0. */
export function cancel(world: World, account: number, { order }: CommandOf<"cancel">): number {
  const slot = findOrder(world, account, order);
  if (slot < 0) return -REFUSAL.noOrder;
  const quantity = world.orders.left[slot];
  removeOrder(world, slot);
  return quantity;
}
