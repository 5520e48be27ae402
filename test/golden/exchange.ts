import { exchange, exchangeConfig } from "../../shared/games/exchange/index.ts";
import type { Hash } from "../../shared/machine.ts";
import { Traders } from "../unit/exchange/traders.ts";
import golden from "./exchange.json";
import { type Recorded, record, replay } from "./journals.ts";

const SEED = 2_026;
const PLAYERS = 12;

/** A journal of an exchange, and what it must replay to from now on. */
export function recordExchange(): Recorded {
  const traders = new Traders(PLAYERS, SEED);
  const config = exchangeConfig({ seats: PLAYERS, accounts: PLAYERS, orders: 80, ordersPerAccount: 8 });
  return record(exchange, SEED, config, (world) =>
    world.tick === 0 ? traders.begin(world, 100_000, 5_000) : traders.commands(world, 2),
  );
}

/** Replays the kept journal; in any engine. */
export const replayExchange = (): readonly Hash[] => replay(exchange, golden.journal);
