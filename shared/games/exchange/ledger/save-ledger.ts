import type { ByteReader, ByteWriter } from "../../../codec/bytes.ts";
import { CodecError } from "../../../machine.ts";
import type { Hasher } from "../../../math/hash.ts";
import { hashTable, loadTable, saveTable } from "../../../table.ts";
import { fitBalances } from "./accounts.ts";
import { type Ledger, totals } from "./ledger.ts";

export function hashLedger(ledger: Ledger, hasher: Hasher): void {
  const { accounts, assets, free, held, issued } = ledger;
  hashTable(accounts, hasher);
  const cells = accounts.high * assets;
  hasher.sparse(free, cells).sparse(held, cells).sparse(issued);
}

export function saveLedger(ledger: Ledger, out: ByteWriter): void {
  const { accounts, assets, free, held, issued } = ledger;
  for (const amount of issued) out.varint(amount);
  saveTable(accounts, out);
  for (let account = 0; account < accounts.high; account++) {
    if (accounts.live[account] === 0) continue;
    saveBalances(free.subarray(account * assets, (account + 1) * assets), out);
    saveBalances(held.subarray(account * assets, (account + 1) * assets), out);
  }
}

/** Fills an empty ledger. Throws {@link CodecError} on bytes that {@link saveLedger} could not have written. */
export function loadLedger(ledger: Ledger, from: ByteReader): void {
  const { accounts, assets, issued } = ledger;
  for (let asset = 0; asset < assets; asset++) issued[asset] = from.varint();
  loadTable(accounts, from);
  fitBalances(ledger);
  for (let account = 0; account < accounts.high; account++) {
    if (accounts.live[account] === 0) continue;
    loadBalances(ledger.free.subarray(account * assets, (account + 1) * assets), from);
    loadBalances(ledger.held.subarray(account * assets, (account + 1) * assets), from);
  }
  for (const [asset, amount] of totals(ledger).entries())
    if (amount !== issued[asset])
      throw new CodecError(`asset ${asset}: ${amount} in all accounts, ${issued[asset]} issued`);
  loadSlots(ledger);
}

/** Most accounts have few assets: writes those above 0, each with its distance from the one before. */
function saveBalances(balances: Float64Array, out: ByteWriter): void {
  let count = 0;
  for (const amount of balances) if (amount > 0) count++;
  out.varint(count);
  let before = -1;
  for (let asset = 0; count > 0; asset++) {
    if (balances[asset] === 0) continue;
    out.varint(asset - before - 1).varint(balances[asset]);
    before = asset;
    count--;
  }
}

function loadBalances(balances: Float64Array, from: ByteReader): void {
  let asset = -1;
  for (let count = from.varint(); count > 0; count--) {
    asset += from.varint() + 1;
    if (asset >= balances.length) throw new CodecError(`asset ${asset}, of ${balances.length}`);
    balances[asset] = from.varint();
    if (balances[asset] === 0) throw new CodecError(`a balance of 0 in asset ${asset}`);
  }
}

function loadSlots({ named, accounts, slots }: Ledger): void {
  for (let account = 0; account < accounts.high; account++) {
    if (accounts.live[account] === 0) continue;
    const player = accounts.player[account];
    if (slots.has(player)) throw new CodecError(`two accounts of player ${player}`);
    if (account < named ? player !== -1 - account : player < 1) throw new CodecError(`account ${account} of ${player}`);
    slots.set(player, account);
  }
  for (let account = 0; account < named; account++)
    if (accounts.live[account] === 0) throw new CodecError(`no named account ${account}`);
}
