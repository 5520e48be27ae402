import { createRandom, nextBelow } from "../../../shared/math/random.ts";

export const ACCOUNTS = 1_000;
/** About so many orders rest in the book. */
export const RESTING = 1_000;
export const MID = 10_000;
/** How far from the middle orders are. */
const BAND = 50;
/** How readily orders cross while more rest than should. */
const CROSSING = 4;

/** The mix of exchange-core's published tests, of 100 operations; the rest are cancels. */
const SHARES = { moves: 82, limits: 9, immediates: 3 } as const;

/** `id`: of the operation, rising, and of the order that it places. `order`: that it is about. */
export interface Operation {
  readonly kind: "move" | "limit" | "immediate" | "cancel";
  readonly id: number;
  readonly account: number;
  readonly order: number;
  readonly buys: boolean;
  readonly price: number;
  readonly quantity: number;
}

interface Resting {
  readonly id: number;
  readonly account: number;
  readonly buys: boolean;
}

/** Operations by chance; the same seed makes the same of the same book. */
export class Mix {
  readonly #random;
  #resting: Resting[] = [];
  /** Requests of each account so far. */
  readonly #asked = new Array<number>(ACCOUNTS).fill(0);

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  #below(bound: number): number {
    return nextBelow(this.#random, bound);
  }

  /** Fills an empty book. */
  fill(): Operation[] {
    return Array.from({ length: RESTING }, () => this.#place("limit"));
  }

  /** @param isOpen whether an order is still in the book */
  next(count: number, isOpen: (id: number) => boolean): Operation[] {
    this.#resting = this.#resting.filter(({ id }) => isOpen(id));
    return Array.from({ length: count }, () => this.#one());
  }

  /** Of one order only, and above the account's last by few enough, see `EXCHANGE_BOUNDS.idsAhead`. */
  #nextId(account: number): number {
    return this.#asked[account]++ * ACCOUNTS + account + 1;
  }

  #one(): Operation {
    const draw = this.#below(100);
    if (this.#resting.length === 0) return this.#place("limit");
    const at = this.#below(this.#resting.length);
    const { id: order, account, buys } = this.#resting[at];
    if (draw < SHARES.moves) {
      const price = this.#price(buys);
      return { kind: "move", id: this.#nextId(account), account, order, buys, price, quantity: 0 };
    }
    if (draw < SHARES.moves + SHARES.limits) return this.#place("limit");
    if (draw < SHARES.moves + SHARES.limits + SHARES.immediates) return this.#place("immediate");
    if (this.#resting.length < RESTING) return this.#place("limit");
    this.#resting[at] = this.#resting[this.#resting.length - 1];
    this.#resting.pop();
    return { kind: "cancel", id: this.#nextId(account), account, order, buys, price: 0, quantity: 0 };
  }

  /** On its own side of the middle, except for some while too many orders rest, so that they trade. */
  #price(buys: boolean): number {
    const away = 1 + this.#below(BAND);
    const crosses = this.#below(RESTING) < CROSSING * (this.#resting.length - RESTING);
    return buys !== crosses ? MID - away : MID + away;
  }

  #place(kind: "limit" | "immediate"): Operation {
    const account = this.#below(ACCOUNTS);
    const id = this.#nextId(account);
    const buys = this.#below(2) === 0;
    if (kind === "limit") this.#resting.push({ id, account, buys });
    const price = kind === "limit" ? this.#price(buys) : buys ? MID + BAND : MID - BAND;
    return { kind, id, account, order: 0, buys, price, quantity: 1 + this.#below(kind === "limit" ? 20 : 40) };
  }
}
