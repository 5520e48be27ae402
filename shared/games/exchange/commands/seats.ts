import { addRowAt, removeRowAt } from "../../../table.ts";
import { accountOf, closeAccount, isEmpty, openAccount } from "../ledger/index.ts";
import { NAMED } from "../named.ts";
import { fitAccounts, forgetAnswers, type World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/** The account of a player, opened if needed; −1: there is no room for one. */
export function accountFor(world: World, player: number): number {
  const known = accountOf(world.ledger, player);
  if (known >= 0) return known;
  const opened = openAccount(world.ledger, player);
  fitAccounts(world);
  return opened;
}

export function join(world: World, { seat, player, epoch }: CommandOf<"join">): void {
  const { seats } = world;
  if (seat >= seats.capacity) return;
  if (seats.live[seat] === 0) addRowAt(seats, seat);
  seats.player[seat] = player;
  seats.epoch[seat] = epoch;
  accountFor(world, player);
}

/** Frees a seat. The account of a visitor who has nothing is closed with their last seat, so that visitors fill no room. */
export function leave(world: World, { seat }: CommandOf<"leave">): void {
  const { seats, ledger } = world;
  if (seats.live[seat] === 0) return;
  const player = seats.player[seat];
  removeRowAt(seats, seat);
  const account = accountOf(ledger, player);
  if (account < 0 || !isEmpty(ledger, account) || isSeated(world, player)) return;
  closeAccount(ledger, account, NAMED.abandoned);
  forgetAnswers(world, account);
}

function isSeated({ seats }: World, player: number): boolean {
  for (let seat = 0; seat < seats.high; seat++)
    if (seats.live[seat] === 1 && seats.player[seat] === player) return true;
  return false;
}
