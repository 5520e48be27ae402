import {
  BATCH_TICKS,
  type Command,
  type Event,
  exchange,
  exchangeConfig,
  KIND,
  SIDE,
  totals,
  type World,
} from "../../../shared/games/exchange/index.ts";
import { ACCOUNTS, MID, type Operation, RESTING } from "./mix.ts";

export const CONFIG = exchangeConfig({
  ...{ seats: ACCOUNTS, accounts: ACCOUNTS, orders: 4 * RESTING, ordersPerAccount: 32 },
  ...{ stations: ["Anchorage"], ores: [{ name: "iron", price: MID }] },
});

const cause = { room: "bench", tick: 0, index: 0 };

/** An exchange whose players have more than they can ever spend. */
function richWorld(): World {
  const world = exchange.create(1, CONFIG);
  const commands: Command[] = [];
  for (const [asset, amount] of [1_000_000_000_000, 10_000_000].entries()) {
    commands.push({ type: "issue", cause, account: 0, asset, amount: amount * ACCOUNTS });
    for (let player = 1; player <= ACCOUNTS; player++) commands.push({ type: "grant", cause, player, asset, amount });
  }
  for (let seat = 0; seat < ACCOUNTS; seat++) commands.push({ type: "join", seat, player: seat + 1, epoch: seat + 1 });
  exchange.step(world, commands, () => {});
  return world;
}

function commandOf({ kind, id, account: seat, order, buys, price, quantity }: Operation): Command {
  if (kind === "move") return { type: "move", seat, id, order, price, quantity };
  if (kind === "cancel") return { type: "cancel", seat, id, order };
  const side = buys ? SIDE.buy : SIDE.sell;
  const how = kind === "limit" ? KIND.limit : KIND.immediate;
  return { type: "place", seat, id, market: 0, side, kind: how, price, quantity };
}

/** The machine alone: commands in, events out. */
export class BareExchange {
  readonly world = richWorld();
  traded = 0;
  refused = 0;
  #open = new Set<number>();

  batch(operations: readonly Operation[]): () => void {
    const share = Math.ceil(operations.length / BATCH_TICKS);
    const ticks = Array.from({ length: BATCH_TICKS }, (_, tick) =>
      operations.slice(tick * share, (tick + 1) * share).map(commandOf),
    );
    return this.prepare(ticks);
  }

  /** Gives the work of these ticks. */
  protected prepare(ticks: readonly (readonly Command[])[]): () => void {
    return () => {
      for (const commands of ticks) exchange.step(this.world, commands, this.count);
      this.#open.clear();
    };
  }

  protected readonly count = (event: Event): void => {
    if (event.type === "filled") this.traded++;
    else if (event.type === "refused") this.refused++;
  };

  /** An id is of one order only, see `Mix`. */
  isOpen(id: number): boolean {
    const { orders } = this.world;
    if (this.#open.size === 0)
      for (let slot = 0; slot < orders.high; slot++) if (orders.live[slot] === 1) this.#open.add(orders.id[slot]);
    return this.#open.has(id);
  }

  /** Throws unless every unit and credit is accounted for. */
  close(): void {
    const { ledger } = this.world;
    for (const [asset, sum] of totals(ledger).entries())
      if (sum !== ledger.issued[asset]) throw new Error(`asset ${asset}: ${sum} of ${ledger.issued[asset]}`);
  }
}
