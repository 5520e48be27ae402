import type { Emit } from "../event.ts";
import { issue as issueTo, pay } from "../ledger/index.ts";
import { NAMED } from "../named.ts";
import type { World } from "../world.ts";
import type { CommandOf } from "./handler.ts";
import { accountFor } from "./seats.ts";

export function issue({ ledger }: World, { account, asset, amount }: CommandOf<"issue">, emit: Emit): void {
  const issued = account !== NAMED.clearing && asset < ledger.assets && issueTo(ledger, account, asset, amount);
  emit({ type: "issued", account, asset, amount: issued ? amount : 0 });
}

export function grant(world: World, { player, asset, amount }: CommandOf<"grant">, emit: Emit): void {
  const account = asset < world.ledger.assets ? accountFor(world, player) : -1;
  const paid = account >= 0 && pay(world.ledger, NAMED.treasury, account, asset, amount);
  emit({ type: "granted", player, asset, amount: paid ? amount : 0 });
}
