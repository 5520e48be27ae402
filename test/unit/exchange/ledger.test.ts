import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "../../../shared/codec/bytes.ts";
import {
  accountOf,
  closeAccount,
  emptyLedger,
  freeOf,
  hashLedger,
  heldOf,
  hold,
  issue,
  type Ledger,
  loadLedger,
  MAX_ISSUED,
  openAccount,
  openNamedAccounts,
  pay,
  payHeld,
  release,
  renameAccount,
  saveLedger,
  totals,
} from "../../../shared/games/exchange/ledger/index.ts";
import { CodecError } from "../../../shared/machine.ts";
import { Hasher } from "../../../shared/math/hash.ts";

const [NAMED, CAPACITY, ASSETS] = [2, 24, 3];

function hashOf(ledger: Ledger): string {
  const hasher = new Hasher();
  hashLedger(ledger, hasher);
  return hasher.digest();
}

function saved(ledger: Ledger): Uint8Array {
  const out = new ByteWriter();
  saveLedger(ledger, out);
  return out.finish();
}

function loaded(bytes: Uint8Array): Ledger {
  const ledger = emptyLedger(NAMED, CAPACITY, ASSETS);
  const from = new ByteReader(bytes);
  loadLedger(ledger, from);
  from.expectEnd();
  return ledger;
}

/** Two players, of whom the first has 100 of each asset. */
function twoPlayers() {
  const ledger = openNamedAccounts(emptyLedger(NAMED, CAPACITY, ASSETS));
  const [anna, bo] = [openAccount(ledger, 71), openAccount(ledger, 72)];
  for (let asset = 0; asset < ASSETS; asset++) {
    issue(ledger, 0, asset, 100);
    pay(ledger, 0, anna, asset, 100);
  }
  return { ledger, anna, bo };
}

describe("a ledger", () => {
  it("sets aside, pays out of it, and gives back the rest", () => {
    const { ledger, anna, bo } = twoPlayers();
    expect(hold(ledger, anna, 1, 60)).toBe(true);
    expect([freeOf(ledger, anna, 1), heldOf(ledger, anna, 1)]).toEqual([40, 60]);
    payHeld(ledger, anna, bo, 1, 25);
    release(ledger, anna, 1, 35);
    expect([freeOf(ledger, anna, 1), heldOf(ledger, anna, 1), freeOf(ledger, bo, 1)]).toEqual([75, 0, 25]);
  });

  it("refuses to hold or pay what is not there, or below 0, and changes nothing", () => {
    const { ledger, anna, bo } = twoPlayers();
    hold(ledger, anna, 0, 90);
    const before = hashOf(ledger);
    for (const amount of [11, -1]) {
      expect(hold(ledger, anna, 0, amount)).toBe(false);
      expect(pay(ledger, anna, bo, 0, amount)).toBe(false);
    }
    for (const amount of [91, -1]) {
      expect(() => release(ledger, anna, 0, amount)).toThrow(RangeError);
      expect(() => payHeld(ledger, anna, bo, 0, amount)).toThrow(RangeError);
    }
    expect(hashOf(ledger)).toBe(before);
  });

  it("issues to named accounts only, removes no more than they have, and keeps every total exact", () => {
    const { ledger, anna } = twoPlayers();
    expect(issue(ledger, anna, 0, 1)).toBe(false);
    expect(issue(ledger, 0, 0, -1)).toBe(false);
    expect(issue(ledger, 1, 0, 50)).toBe(true);
    expect(issue(ledger, 1, 0, -20)).toBe(true);
    expect(ledger.issued[0]).toBe(130);
    expect(issue(ledger, 1, 0, MAX_ISSUED - 129)).toBe(false);
    expect(issue(ledger, 1, 0, MAX_ISSUED - 130)).toBe(true);
    expect(totals(ledger)[0]).toBe(MAX_ISSUED);
  });

  it("opens as many accounts as there is room for", () => {
    const ledger = openNamedAccounts(emptyLedger(NAMED, CAPACITY, ASSETS));
    for (let player = 1; player <= CAPACITY - NAMED; player++) expect(openAccount(ledger, player)).toBe(player + 1);
    expect(openAccount(ledger, 99)).toBe(-1);
    expect(accountOf(ledger, 99)).toBe(-1);
    closeAccount(ledger, accountOf(ledger, 5), 0);
    expect(openAccount(ledger, 99)).toBe(6);
  });

  it("closes an account in favour of an heir once nothing is held, and never a named one", () => {
    const { ledger, anna, bo } = twoPlayers();
    hold(ledger, anna, 2, 1);
    expect(() => closeAccount(ledger, anna, bo)).toThrow(RangeError);
    expect(() => closeAccount(ledger, 0, bo)).toThrow(RangeError);
    release(ledger, anna, 2, 1);
    closeAccount(ledger, anna, bo);
    expect(accountOf(ledger, 71)).toBe(-1);
    expect([0, 1, 2].map((asset) => freeOf(ledger, bo, asset))).toEqual([100, 100, 100]);
    renameAccount(ledger, bo, 71);
    expect([accountOf(ledger, 71), accountOf(ledger, 72)]).toEqual([bo, -1]);
  });
});

const account = fc.nat(7);
const asset = fc.nat(ASSETS - 1);
const amount = fc.oneof(fc.integer({ min: -3, max: 60 }), fc.nat(MAX_ISSUED));
const deed = fc.record({
  what: fc.constantFrom("open", "close", "hold", "release", "pay", "payHeld", "issue" as const),
  account,
  other: account,
  asset,
  amount,
});

/** Does it, if the account lives; what it throws for is a programmer's mistake. */
function apply(
  ledger: Ledger,
  { what, account, other, asset, amount }: typeof deed extends fc.Arbitrary<infer T> ? T : never,
) {
  if (what === "open") {
    if (accountOf(ledger, account + 1) < 0) openAccount(ledger, account + 1);
    return;
  }
  if (ledger.accounts.live[account] !== 1 || ledger.accounts.live[other] !== 1) return;
  try {
    if (what === "close" && account !== other) closeAccount(ledger, account, other);
    if (what === "hold") hold(ledger, account, asset, amount);
    if (what === "release") release(ledger, account, asset, amount);
    if (what === "pay") pay(ledger, account, other, asset, amount);
    if (what === "payHeld") payHeld(ledger, account, other, asset, amount);
    if (what === "issue") issue(ledger, account, asset, amount);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

describe("whatever is done to a ledger", () => {
  it("no balance is negative, the sums are what was issued, and a saved ledger is that ledger", () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 80 }), (deeds) => {
        const ledger = openNamedAccounts(emptyLedger(NAMED, CAPACITY, ASSETS));
        for (const one of deeds) {
          apply(ledger, one);
          expect(totals(ledger)).toEqual([...ledger.issued]);
          for (const balance of [...ledger.free, ...ledger.held]) expect(balance).toBeGreaterThanOrEqual(0);
        }
        const again = loaded(saved(ledger));
        expect(hashOf(again)).toBe(hashOf(ledger));
        expect(saved(again)).toEqual(saved(ledger));
        expect([...again.slots].sort(([a], [b]) => a - b)).toEqual([...ledger.slots].sort(([a], [b]) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});

describe("a ledger's hash and bytes", () => {
  it("tell every balance, total and owner", () => {
    const { ledger, anna } = twoPlayers();
    const before = hashOf(ledger);
    for (const numbers of [ledger.free, ledger.held, ledger.issued]) {
      for (let i = 0; i < (numbers === ledger.issued ? ASSETS : ledger.accounts.high * ASSETS); i++) {
        numbers[i] += 1;
        expect(hashOf(ledger)).not.toBe(before);
        numbers[i] -= 1;
      }
    }
    for (const column of ["player", "lastId", "orders"] as const) {
      ledger.accounts[column][anna] += 1;
      expect(hashOf(ledger)).not.toBe(before);
      ledger.accounts[column][anna] -= 1;
    }
    expect(hashOf(ledger)).toBe(before);
  });

  it.each<[string, (ledger: Ledger, anna: number) => void]>([
    ["more than was issued", (ledger, anna) => ledger.free.fill(101, anna * ASSETS, anna * ASSETS + 1)],
    ["two accounts of one player", ({ accounts }, anna) => accounts.player.fill(72, anna, anna + 1)],
    ["an account of nobody", ({ accounts }, anna) => accounts.player.fill(0, anna, anna + 1)],
    ["a named account of someone", ({ accounts }) => accounts.player.fill(5, 0, 1)],
  ])("refuses %s", (_, spoil) => {
    const { ledger, anna } = twoPlayers();
    expect(() => loaded(saved(ledger))).not.toThrow();
    spoil(ledger, anna);
    expect(() => loaded(saved(ledger))).toThrow(CodecError);
  });
});
