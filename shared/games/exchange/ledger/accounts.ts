import { addRow, growArray, removeRow } from "../../../table.ts";
import { type Ledger, pay } from "./ledger.ts";

/** Opens the named accounts of an empty ledger. */
export function openNamedAccounts(ledger: Ledger): Ledger {
  for (let slot = 0; slot < ledger.named; slot++) openAccount(ledger, -1 - slot);
  return ledger;
}

/** The account of a player, or the named account −1 − slot; −1: there is none. */
export function accountOf({ slots }: Ledger, player: number): number {
  return slots.get(player) ?? -1;
}

/** Opens an empty account for a player who has none. Returns its slot, or −1 when there is no room. */
export function openAccount(ledger: Ledger, player: number): number {
  const { accounts, slots } = ledger;
  const slot = addRow(accounts);
  if (slot < 0) return slot;
  fitBalances(ledger);
  accounts.player[slot] = player;
  slots.set(player, slot);
  return slot;
}

/** Makes room for the balances of as many accounts as the table has room for. */
export function fitBalances(ledger: Ledger): void {
  const cells = ledger.accounts.live.length * ledger.assets;
  if (cells === ledger.free.length) return;
  ledger.free = growArray(ledger.free, cells);
  ledger.held = growArray(ledger.held, cells);
}

/** Whether an account has nothing, neither to spend nor on hold. */
export function isEmpty({ assets, free, held }: Ledger, account: number): boolean {
  for (let cell = account * assets; cell < (account + 1) * assets; cell++)
    if (free[cell] > 0 || held[cell] > 0) return false;
  return true;
}

/** Gives an account to a player who has none. */
export function renameAccount({ accounts, slots }: Ledger, account: number, player: number): void {
  slots.delete(accounts.player[account]);
  accounts.player[account] = player;
  slots.set(player, account);
}

/** Pays all that an account has to its heir, and closes it. Throws a RangeError if it is named, or something is held. */
export function closeAccount(ledger: Ledger, account: number, heir: number): void {
  const { accounts, assets, free, held, slots } = ledger;
  if (account < ledger.named) throw new RangeError(`account ${account} is named`);
  for (let asset = 0; asset < assets; asset++) {
    const cell = account * assets + asset;
    if (held[cell] > 0) throw new RangeError(`account ${account} has ${held[cell]} of asset ${asset} held`);
    pay(ledger, account, heir, asset, free[cell]);
  }
  slots.delete(accounts.player[account]);
  removeRow(accounts, account);
}
