import type { Emit } from "../event.ts";
import { accountOf, closeAccount, renameAccount } from "../ledger/index.ts";
import { NAMED } from "../named.ts";
import { endOrders } from "../orders.ts";
import { forgetAnswers, type World } from "../world.ts";
import type { CommandOf } from "./handler.ts";
import { inheritAuctions } from "./inherit-auctions.ts";

export function adopt(world: World, { guest, player }: CommandOf<"adopt">, emit: Emit): void {
  const { ledger } = world;
  if (guest === player) return;
  const [from, to] = [accountOf(ledger, guest), accountOf(ledger, player)];
  if (from >= 0 && to < 0) renameAccount(ledger, from, player);
  else if (from >= 0) close(world, from, to, emit);
  reseat(world, guest, player);
}

export function forget(world: World, { player }: CommandOf<"forget">, emit: Emit): void {
  const account = accountOf(world.ledger, player);
  if (account >= 0) close(world, account, NAMED.abandoned, emit);
  reseat(world, player, 0);
  world.erasures++;
  emit({ type: "forgotten", player });
}

function close(world: World, account: number, heir: number, emit: Emit): void {
  endOrders(world, account, emit);
  inheritAuctions(world, account, heir);
  closeAccount(world.ledger, account, heir);
  forgetAnswers(world, account);
}

/** Gives the seats of one player to another; 0: to nobody. */
function reseat({ seats }: World, from: number, to: number): void {
  for (let seat = 0; seat < seats.high; seat++)
    if (seats.live[seat] === 1 && seats.player[seat] === from) seats.player[seat] = to;
}
