import {
  BATCH_TICKS,
  type Command,
  CREDITS,
  type Event,
  type ExchangeConfig,
  exchange,
  exchangeConfig,
  goodsOf,
  KIND,
  NAMED,
  SIDE,
  totals,
  type World,
} from "../../../shared/games/exchange/index.ts";
import { freeOf, heldOf } from "../../../shared/games/exchange/ledger/index.ts";

/** Fees make sums hard to read: none, unless a test is about them. */
export const SMALL: Partial<ExchangeConfig> = {
  seats: 8,
  accounts: 8,
  orders: 64,
  ordersPerAccount: 8,
  feePerTenThousand: 0,
  stations: ["Here", "There"],
  ores: [{ name: "iron", price: 10 }],
  items: [
    { name: "Red livery", price: 50 },
    { name: "Old medal", price: 0 },
  ],
};

/** A command with what is the same in most cases left out. */
export type Brief = { readonly type: Command["type"] } & Record<string, unknown>;

const cause = { room: "store", tick: 1, index: 0 };
const USUAL: Readonly<Record<string, object>> = {
  join: { epoch: 1 },
  place: { market: 0, side: SIDE.buy, kind: KIND.limit, price: 10, quantity: 1 },
  move: { price: 0, quantity: 0 },
  adopt: { cause },
  forget: { cause },
  issue: { cause, account: NAMED.treasury },
  grant: { cause },
};

/** An exchange's machine without a room: commands in, events out, each through its codec as in journals and on the wire. */
export class Floor {
  readonly world: World;

  constructor(
    config: Partial<ExchangeConfig> = {},
    world = exchange.create(7, exchangeConfig({ ...SMALL, ...config })),
  ) {
    this.world = world;
  }

  /** One tick. */
  tick(...briefs: Brief[]): Event[] {
    const { command, event } = exchange.codecs;
    const events: Event[] = [];
    const commands = briefs.map((brief) => command.decode(command.encode(whole(brief))));
    exchange.step(this.world, commands, (one) => events.push(event.decode(event.encode(one))));
    return events;
  }

  /** A tick with these commands, and the rest of its batch. */
  batch(...briefs: Brief[]): Event[] {
    const events = this.tick(...briefs);
    while (this.world.tick % BATCH_TICKS !== 0) events.push(...this.tick());
    return events;
  }

  /** Players 1, 2, … take seats 0, 1, …, each with as much of everything. */
  seat(players: number, credits: number, goods: number): this {
    const { assets } = this.world.ledger;
    const amount = (asset: number) => (asset === CREDITS ? credits : goods);
    for (let asset = 0; asset < assets; asset++) this.tick({ type: "issue", asset, amount: players * amount(asset) });
    for (let player = 1; player <= players; player++) {
      this.tick({ type: "join", seat: player - 1, player });
      for (let asset = 0; asset < assets; asset++) this.tick({ type: "grant", player, asset, amount: amount(asset) });
    }
    this.batch();
    return this;
  }

  /** What a player, or a named account as −1 − its number, can spend and has on hold: credits, then goods of market 0. */
  owns(player: number): { readonly free: number[]; readonly held: number[] } {
    const { ledger } = this.world;
    const account = ledger.slots.get(player) ?? Number.NaN;
    const assets = [CREDITS, goodsOf(0)];
    return {
      free: assets.map((asset) => freeOf(ledger, account, asset)),
      held: assets.map((asset) => heldOf(ledger, account, asset)),
    };
  }

  /** Throws unless every asset adds up to what was issued, and no balance is negative. */
  checkSums(): void {
    const { ledger } = this.world;
    const sums = totals(ledger);
    for (const [asset, sum] of sums.entries())
      if (sum !== ledger.issued[asset]) throw new Error(`asset ${asset}: ${sum}, issued ${ledger.issued[asset]}`);
    for (const numbers of [ledger.free, ledger.held])
      for (const [cell, balance] of numbers.entries()) if (!(balance >= 0)) throw new Error(`cell ${cell}: ${balance}`);
    if (heldOf(ledger, NAMED.clearing, CREDITS) + freeOf(ledger, NAMED.clearing, CREDITS) !== 0)
      throw new Error("credits are left in clearing");
  }
}

export function whole(brief: Brief): Command {
  return { ...USUAL[brief.type], ...brief } as unknown as Command;
}

export const of = <T extends Event["type"]>(events: readonly Event[], type: T): Extract<Event, { type: T }>[] =>
  events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
