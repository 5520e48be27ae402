import type { Machine, Tick } from "../../machine.ts";
import { nextEndBatch } from "./auctions.ts";
import { closeBatch } from "./batch/index.ts";
import { settleAuctions } from "./batch/settle-auctions.ts";
import { BATCH_TICKS, TICK_HZ } from "./bounds.ts";
import { commandCodec, configCodec, eventCodec } from "./codecs.ts";
import type { Command } from "./command.ts";
import { applyCommands } from "./commands/index.ts";
import type { ExchangeConfig } from "./config.ts";
import { create } from "./create.ts";
import type { Emit, Event } from "./event.ts";
import { hash, load, save } from "./save.ts";
import type { World } from "./world.ts";

/** The exchange: what players own, and where they trade it. */
export const exchange: Machine<World, Command, Event, ExchangeConfig> = {
  id: "exchange",
  version: 1,
  tickHz: TICK_HZ,
  codecs: { command: commandCodec, event: eventCodec, config: configCodec },
  create,
  step,
  tick: (world) => world.tick,
  nextWake,
  save,
  load,
  hash,
};

/** Steps one tick. */
function step(world: World, commands: readonly Command[], emit: Emit): void {
  world.tick++;
  applyCommands(world, commands, emit);
  if (world.tick % BATCH_TICKS !== 0) return;
  closeBatch(world, emit);
  settleAuctions(world, emit);
}

/** Unless an order has changed, nothing changes before an auction ends. */
function nextWake({ auctions, changed, tick }: World): Tick | null {
  if (changed.includes(1)) return tick + BATCH_TICKS - (tick % BATCH_TICKS);
  const endBatch = nextEndBatch(auctions);
  return endBatch === null ? null : endBatch * BATCH_TICKS;
}

export { BATCH_TICKS, CANDLE_SERIES, EXCHANGE_BOUNDS } from "./bounds.ts";
export { type CausationId, type Command, KIND, type Request, SIDE } from "./command.ts";
export { type ExchangeConfig, exchangeConfig, marketsOf } from "./config.ts";
export { END, type Event, REFUSAL } from "./event.ts";
export { CREDITS, type Ledger, totals } from "./ledger/index.ts";
export { CANDLE, levelAt, TRADE } from "./market-data.ts";
export { NAMED } from "./named.ts";
export { goodsOf, itemAsset, type World } from "./world.ts";
