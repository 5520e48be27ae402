import { createTable, type Table } from "../../../table.ts";

/** The asset that all prices are in. Every other asset is one good at one place. */
export const CREDITS = 0;

/** Largest amount of an asset in all accounts together, so that no sum of balances is inexact. */
export const MAX_ISSUED = Number.MAX_SAFE_INTEGER;

export const ACCOUNT_FIELDS = [
  /** Id of the guest or account; below 0: a named account. */
  "player",
  /** The highest id of a request so far, see `answers.ts`. */
  "lastId",
  /** Number of open orders. */
  "orders",
] as const;

/**
 * Who owns how much: the balances of every account in every asset, in the asset's smallest unit. The functions below are the
 * only ones that change balances, and none takes more than there is. So no balance is negative, and those of one asset always
 * add up to what was issued of it.
 */
export interface Ledger {
  /** Accounts that belong to no player: slots 0 to `named − 1`, whose `player` is −1 − slot. */
  readonly named: number;
  readonly assets: number;
  readonly accounts: Table<(typeof ACCOUNT_FIELDS)[number]>;
  /** At `account * assets + asset`: what the owner can spend, and what is set aside for open orders and bids. */
  free: Float64Array;
  held: Float64Array;
  /** By asset: what was issued less what was removed. */
  readonly issued: Float64Array;
  /** Derived: accounts by player. */
  readonly slots: Map<number, number>;
}

/** An empty ledger, without its named accounts. @param capacity most accounts, named ones included */
export function emptyLedger(named: number, capacity: number, assets: number): Ledger {
  const accounts = createTable(capacity, ACCOUNT_FIELDS);
  const cells = accounts.live.length * assets;
  return {
    named,
    assets,
    accounts,
    free: new Float64Array(cells),
    held: new Float64Array(cells),
    issued: new Float64Array(assets),
    slots: new Map(),
  };
}

export function freeOf({ free, assets }: Ledger, account: number, asset: number): number {
  return free[account * assets + asset];
}

export function heldOf({ held, assets }: Ledger, account: number, asset: number): number {
  return held[account * assets + asset];
}

/** Sets an amount aside. Returns false, and changes nothing, if the account has less. */
export function hold(ledger: Ledger, account: number, asset: number, amount: number): boolean {
  const cell = account * ledger.assets + asset;
  if (amount < 0 || amount > ledger.free[cell]) return false;
  ledger.free[cell] -= amount;
  ledger.held[cell] += amount;
  return true;
}

/** Ends a hold, or a part of it. Throws a RangeError if less is held. */
export function release(ledger: Ledger, account: number, asset: number, amount: number): void {
  payHeld(ledger, account, account, asset, amount);
}

/** Pays out of a hold, to what the other account can spend. Throws a RangeError if less is held. */
export function payHeld(ledger: Ledger, from: number, to: number, asset: number, amount: number): void {
  const cell = from * ledger.assets + asset;
  if (amount < 0 || amount > ledger.held[cell])
    throw new RangeError(`account ${from} pays ${amount} of asset ${asset} out of ${ledger.held[cell]} held`);
  ledger.held[cell] -= amount;
  ledger.free[to * ledger.assets + asset] += amount;
}

/** Pays from account to account. Returns false, and changes nothing, if the first has less. */
export function pay(ledger: Ledger, from: number, to: number, asset: number, amount: number): boolean {
  const cell = from * ledger.assets + asset;
  if (amount < 0 || amount > ledger.free[cell]) return false;
  ledger.free[cell] -= amount;
  ledger.free[to * ledger.assets + asset] += amount;
  return true;
}

/**
 * Creates an amount of an asset in a named account; below 0: removes it from there. Nothing else changes an asset's total.
 * Returns false, and changes nothing, if the account is not named, has less, or the total would pass {@link MAX_ISSUED}.
 */
export function issue(ledger: Ledger, account: number, asset: number, amount: number): boolean {
  const cell = account * ledger.assets + asset;
  if (account >= ledger.named || ledger.free[cell] + amount < 0) return false;
  if (amount > MAX_ISSUED - ledger.issued[asset]) return false;
  ledger.free[cell] += amount;
  ledger.issued[asset] += amount;
  return true;
}

/** By asset, the sum of all balances. It always equals `issued`. */
export function totals({ accounts, assets, free, held }: Ledger): number[] {
  const sums = new Array<number>(assets).fill(0);
  for (let cell = 0; cell < accounts.high * assets; cell++) sums[cell % assets] += free[cell] + held[cell];
  return sums;
}
