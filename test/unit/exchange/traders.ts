import {
  type Command,
  CREDITS,
  EXCHANGE_BOUNDS,
  NAMED,
  type Request,
  type World,
} from "../../../shared/games/exchange/index.ts";
import { createRandom, nextBelow, nextBetween } from "../../../shared/math/random.ts";

const cause = { room: "store", tick: 1, index: 0 };
const NAMED_COUNT = Object.keys(NAMED).length;
/** Orders of a seat that it may still move or cancel. */
const RECENT = 6;

/** Players by chance, and the services around them. The same seed asks the same of the same exchange. */
export class Traders {
  readonly #random;
  readonly #next: number[];
  readonly #placed: number[][];
  readonly #latest: (Request | null)[];
  readonly #players: number;

  constructor(players: number, seed: number) {
    this.#random = createRandom(seed);
    this.#players = players;
    this.#next = new Array<number>(players).fill(1);
    this.#placed = this.#next.map(() => []);
    this.#latest = this.#next.map(() => null);
  }

  #below(bound: number): number {
    return nextBelow(this.#random, bound);
  }

  /** What comes first: everyone joins, and gets as much of everything. */
  begin({ ledger }: World, credits: number, goods: number): Command[] {
    const commands: Command[] = [{ type: "clock", atS: 1_700_000_000 }];
    for (let asset = 0; asset < ledger.assets; asset++) {
      const amount = asset === CREDITS ? credits : goods;
      commands.push({ type: "issue", cause, account: 0, asset, amount: amount * this.#players });
      for (let player = 1; player <= this.#players; player++)
        commands.push({ type: "grant", cause, player, asset, amount });
    }
    for (let seat = 0; seat < this.#players; seat++)
      commands.push({ type: "join", seat, player: seat + 1, epoch: seat + 1 });
    return commands;
  }

  /** A tick's commands, `most` at most. */
  commands(world: World, most: number): Command[] {
    return Array.from({ length: this.#below(most + 1) }, () =>
      this.#below(40) > 0 ? this.#request(world) : this.#service(world),
    );
  }

  #request(world: World): Request {
    const seat = this.#below(this.#players);
    const latest = this.#latest[seat];
    if (latest !== null && this.#below(25) === 0) return latest;
    const id = this.#nextId(world, seat);
    const request = this.#below(4) > 0 ? this.#order(world, seat, id) : this.#purchase(world, seat, id);
    this.#latest[seat] = request;
    return request;
  }

  /** Whose account was closed begins anew. */
  #nextId({ ledger }: World, seat: number): number {
    const last = ledger.accounts.lastId[ledger.slots.get(seat + 1) ?? -1] ?? 0;
    if (this.#next[seat] > last + EXCHANGE_BOUNDS.idsAhead) this.#next[seat] = last + 1;
    return this.#next[seat]++;
  }

  #quantity(): number {
    return 1 + this.#below(this.#below(10) === 0 ? 1_000 : 20);
  }

  #order({ data, changed }: World, seat: number, id: number): Request {
    const placed = this.#placed[seat];
    const market = this.#below(changed.length);
    const near = data.lastPrice[market] + nextBetween(this.#random, -3, 3);
    const price = Math.min(EXCHANGE_BOUNDS.price, Math.max(1, near));
    const quantity = this.#quantity();
    const order = placed.length > 0 ? placed[this.#below(placed.length)] : id;
    const what = this.#below(20);
    if (what >= 17) return { type: "cancel", seat, id, order };
    if (what >= 10)
      return { type: "move", seat, id, order, price: this.#below(2) * price, quantity: this.#below(2) * quantity };
    placed.push(id);
    if (placed.length > RECENT) placed.shift();
    const kind = Math.max(0, this.#below(6) - 3);
    return { type: "place", seat, id, market, side: this.#below(2), kind, price, quantity };
  }

  #purchase({ auctions, config, ledger }: World, seat: number, id: number): Request {
    const number = 1 + this.#below(auctions.opened + 1);
    const [least] = EXCHANGE_BOUNDS.auctionBatches;
    switch (this.#below(6)) {
      case 0:
        return { type: "buy", seat, id, item: this.#below(config.items.length), quantity: 1 + this.#below(2) };
      case 1: {
        const asset = 1 + this.#below(ledger.assets - 1);
        const reserve = 1 + this.#below(100);
        return { type: "auction", seat, id, asset, quantity: this.#quantity(), reserve, batches: least };
      }
      case 2:
        return { type: "withdraw", seat, id, auction: number };
      default:
        return { type: "bid", seat, id, auction: number, limit: 1 + this.#below(900) };
    }
  }

  #service({ ledger, tick }: World): Command {
    const player = 1 + this.#below(this.#players);
    const [seat, asset] = [player - 1, this.#below(ledger.assets)];
    // Those who were forgotten join anew, and get something to trade with.
    const what = this.#below(24);
    if (what === 0) return { type: "forget", cause, player };
    if (what === 1) return { type: "adopt", cause, guest: player, player: 1 + this.#below(this.#players + 2) };
    if (what === 2) return { type: "leave", seat };
    if (what < 5) return { type: "clock", atS: 1_700_000_000 + tick };
    if (what < 10) {
      const account = this.#below(2) * this.#below(NAMED_COUNT);
      return { type: "issue", cause, account, asset, amount: nextBetween(this.#random, -2_000, 50_000) };
    }
    if (what < 16) return { type: "grant", cause, player, asset, amount: this.#below(20_000) };
    return { type: "join", seat, player, epoch: 1 + tick };
  }
}
