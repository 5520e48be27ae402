import { addRowAt, removeRowAt } from "../../../table.ts";
import { accountOf, openAccount } from "../ledger/index.ts";
import { fitAccounts, type World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/** The account of a player, opened if needed; −1: there is no room for one. */
export function accountFor(world: World, player: number): number {
  const known = accountOf(world.ledger, player);
  if (known >= 0) return known;
  const opened = openAccount(world.ledger, player);
  fitAccounts(world);
  return opened;
}

export function join(world: World, { seat, player }: CommandOf<"join">): void {
  const { seats } = world;
  if (seat >= seats.capacity) return;
  if (seats.live[seat] === 0) addRowAt(seats, seat);
  seats.player[seat] = player;
  accountFor(world, player);
}

export function leave({ seats }: World, { seat }: CommandOf<"leave">): void {
  if (seats.live[seat] === 1) removeRowAt(seats, seat);
}
