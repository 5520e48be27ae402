import type { ExchangeConfig } from "./config.ts";
import { openNamedAccounts } from "./ledger/index.ts";
import { emptyWorld, type World } from "./world.ts";

/** A new world: named accounts without anything, and no orders. */
export function create(seed: number, config: ExchangeConfig): World {
  const world = emptyWorld(seed, config);
  openNamedAccounts(world.ledger);
  for (let market = 0; market < world.changed.length; market++)
    world.data.lastPrice[market] = config.ores[market % config.ores.length].price;
  return world;
}
