import { describe, expect, it, test } from "vitest";
import {
  BUDGETS,
  type BudgetOverrides,
  Budgets,
  Permit,
  type QuotaName,
  type RateName,
  type Scope,
  type Sender,
} from "../../../server/budgets/index.ts";
import { sampleBudgets } from "../../../server/ops/budgets.ts";
import { Registry } from "../../../server/ops/metrics.ts";

const from = (address: string, rest: Partial<Sender> = {}): Sender => ({
  address,
  identity: null,
  load: false,
  ...rest,
});

function lab(changes: BudgetOverrides = {}, rememberedKeys?: number) {
  const clock = { nowMs: 0 };
  const now = () => clock.nowMs;
  return { clock, budgets: new Budgets({ now, changes, ...(rememberedKeys !== undefined && { rememberedKeys }) }) };
}

const rate = (perSecond: number, burst: number) => ({ perSecond, burst });

describe("D8: a rate", () => {
  test("has a burst, and refills at its rate, never above the burst", () => {
    const { clock, budgets } = lab({ upgrades: { address: rate(10, 3) } });
    const take = (cost?: number) => budgets.consume("upgrades", from("a"), cost) === null;
    expect([take(3), take()]).toEqual([true, false]);
    clock.nowMs = 99;
    expect(take()).toBe(false);
    clock.nowMs = 100;
    expect([take(), take()]).toEqual([true, false]);
    clock.nowMs = 10_000;
    expect([take(3), take()]).toEqual([true, false]);
  });

  test("counts by address, by identity, by subject and in all; a refusal says by which, and how long", () => {
    const { budgets } = lab({
      matchmakes: { address: rate(1, 2), identity: rate(1, 1), process: rate(0.1, 4) },
    });
    const take = (sender: Sender) => budgets.consume("matchmakes", sender);
    expect(take(from("a", { identity: 7 }))).toBeNull();
    expect(take(from("b", { identity: 7 }))).toEqual({ budget: "matchmakes", by: "identity", retryAfterS: 1 });
    expect(take(from("a"))).toBeNull();
    expect(take(from("a"))).toEqual({ budget: "matchmakes", by: "address", retryAfterS: 1 });
    expect([take(from("c")), take(from("d"))]).toEqual([null, null]);
    expect(take(from("e"))).toEqual({ budget: "matchmakes", by: "process", retryAfterS: 10 });
  });

  test("spends nothing on a refusal", () => {
    const { budgets } = lab({ matchmakes: { address: rate(1, 1), process: rate(1, 2) } });
    const take = (address: string) => budgets.consume("matchmakes", from(address)) === null;
    expect([take("a"), take("a"), take("a"), take("b"), take("c")]).toEqual([true, false, false, true, false]);
  });

  test("charges what was used already, as a debt", () => {
    const { clock, budgets } = lab({ decodeCpuMs: { address: rate(10, 100) } });
    const charge = (ms: number) => budgets.charge("decodeCpuMs", from("a"), ms)?.by ?? null;
    expect([charge(60), charge(60), charge(60)]).toEqual([null, "address", "address"]);
    clock.nowMs = 7_900;
    expect(charge(0.5)).toBe("address");
    clock.nowMs = 8_200;
    expect(charge(1)).toBeNull();
  });

  test("lets a cost above the burst wait for a full bucket, and pays it off after", () => {
    const { clock, budgets } = lab({ downloadBytes: { address: rate(10, 100) } });
    expect(budgets.consume("downloadBytes", from("a"), 250)).toBeNull();
    clock.nowMs = 24_999;
    expect(budgets.consume("downloadBytes", from("a"), 100)).not.toBeNull();
    clock.nowMs = 25_000;
    expect(budgets.consume("downloadBytes", from("a"), 100)).toBeNull();
  });

  test("counts load tools only in the total", () => {
    const { budgets } = lab({ matchmakes: { address: rate(1, 1), identity: rate(1, 1), process: rate(1, 3) } });
    const tool = from("a", { identity: 1, load: true });
    const by = [1, 2, 3, 4].map(() => budgets.consume("matchmakes", tool)?.by ?? null);
    expect(by).toEqual([null, null, null, "process"]);
  });
});

describe("D8: no more senders are remembered than the bound", () => {
  test("senders with a full bucket are dropped first, and none that is over the limit", () => {
    const { clock, budgets } = lab({ upgrades: { address: rate(1, 2) } }, 3);
    const take = (address: string) => budgets.consume("upgrades", from(address)) === null;
    expect([take("over"), take("over"), take("half")]).toEqual([true, true, true]);
    for (let at = 0; at < 100; at++) {
      take(`other ${at}`);
      expect(take("over")).toBe(false);
    }
    clock.nowMs = 1_000;
    expect([take("over"), take("over")]).toEqual([true, false]);
  });

  test("while everyone is over the bound, further senders share one bucket", () => {
    const { clock, budgets } = lab({ upgrades: { address: rate(1, 1) } }, 2);
    const take = (address: string) => budgets.consume("upgrades", from(address)) === null;
    expect([take("a"), take("b"), take("c"), take("d")]).toEqual([true, true, true, false]);
    expect([take("a"), take("b")]).toEqual([false, false]);
    clock.nowMs = 1_000;
    expect([take("d"), take("a")]).toEqual([true, true]);
  });
});

describe("D8: a hold", () => {
  test("is limited by address, by identity and in all, until it is released, once", () => {
    const { budgets } = lab({ rooms: { address: 2, identity: 1, process: 3 } });
    const hold = (sender: Sender) => budgets.acquire("rooms", sender);
    const first = hold(from("a", { identity: 7 })) as Permit;
    expect(first).toBeInstanceOf(Permit);
    expect(hold(from("b", { identity: 7 }))).toMatchObject({ budget: "rooms", by: "identity" });
    expect(hold(from("a"))).toBeInstanceOf(Permit);
    expect(hold(from("a"))).toMatchObject({ by: "address" });
    expect(hold(from("b"))).toBeInstanceOf(Permit);
    expect(hold(from("c"))).toMatchObject({ by: "process" });
    expect(budgets.inUse("rooms")).toBe(3);
    first.release();
    first.release();
    expect(budgets.inUse("rooms")).toBe(2);
    expect(hold(from("a", { identity: 7 }))).toBeInstanceOf(Permit);
  });

  test("never drifts under random holds and releases (seeded)", () => {
    const { budgets } = lab({ seats: { address: 5, identity: 3, process: 12 } });
    let seed = 20_261_130;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const held: Permit[] = [];
    for (let at = 0; at < 5_000; at++) {
      if (random(2) === 0) {
        const got = budgets.acquire("seats", from(`${random(5)}`, { identity: random(6) }));
        if (got instanceof Permit) held.push(got);
      } else held.splice(random(held.length), 1)[0]?.release();
      expect(budgets.inUse("seats")).toBe(held.length);
      expect(held.length).toBeLessThanOrEqual(12);
    }
    for (const each of held) each.release();
    for (let at = 0; at < 5; at++) expect(budgets.acquire("seats", from("0"))).toBeInstanceOf(Permit);
  });
});

describe("every row of the table", () => {
  const rates = Object.entries(BUDGETS.rates).flatMap(([name, row]) =>
    (Object.keys(row) as Scope[]).map((by) => [name as RateName, by] as const),
  );
  const holds = Object.entries(BUDGETS.holds).flatMap(([name, row]) =>
    (Object.keys(row) as Scope[]).map((by) => [name as QuotaName, by] as const),
  );
  /** Others than the one that is counted. */
  const stranger = (by: Scope, at: number): Sender => ({
    address: by === "address" ? "one" : `a${at}`,
    identity: by === "identity" ? 1 : at + 2,
    subject: by === "subject" ? "one" : `s${at}`,
    load: false,
  });

  it.each(rates)("D8: %s by %s has a burst, then its rate, and does not affect others", (name, by) => {
    const bound = (BUDGETS.rates[name] as Partial<Record<Scope, { burst: number; perSecond: number }>>)[by];
    const { burst = 0, perSecond = 0 } = bound ?? {};
    // Only the scope that is looked at binds.
    const wide = { perSecond: 1e9, burst: 1e9 };
    const all = { address: wide, identity: wide, subject: wide, process: wide };
    const { clock, budgets } = lab({ [name]: { ...all, [by]: { burst, perSecond } } });
    const spend = (at: number, cost = 1) => budgets.consume(name, stranger(by, at), cost);
    expect(spend(0, burst)).toBeNull();
    expect(spend(1)).toMatchObject({ budget: name, by });
    if (by !== "process")
      expect(budgets.consume(name, { address: "b", identity: 99, subject: "b", load: false })).toBeNull();
    clock.nowMs = 1_000 / perSecond;
    expect([spend(2), spend(3)?.by]).toEqual([null, by]);
  });

  it.each(holds)("D8: %s by %s can be held as often as it says", (name, by) => {
    const most = (BUDGETS.holds[name] as Partial<Record<Scope, number>>)[by] ?? 0;
    const { budgets } = lab({ [name]: { address: 1e9, identity: 1e9, process: 1e9, [by]: most } });
    const held = budgets.acquire(name, stranger(by, 0), most) as Permit;
    expect(budgets.acquire(name, stranger(by, 1))).toMatchObject({ budget: name, by });
    held.release();
    expect(budgets.acquire(name, stranger(by, 2))).toBeInstanceOf(Permit);
  });
});

it("the defaults admit 64 players behind one address, who come at once, play, and lose and replace their sockets again and again", () => {
  const { clock, budgets } = lab();
  const players = Array.from({ length: 64 }, (_, at) => from("198.51.100.1", { identity: at + 1 }));
  const nobody = from("198.51.100.1");
  const refused: unknown[] = [];
  const take = (...args: Parameters<Budgets["consume"]>) => {
    const refusal = budgets.consume(...args);
    if (refusal !== null) refused.push(refusal);
  };
  const hold = (...args: Parameters<Budgets["acquire"]>): Permit[] => {
    const held = budgets.acquire(...args);
    if (held instanceof Permit) return [held];
    refused.push(held);
    return [];
  };
  const connect = (player: Sender): Permit[] => {
    for (const budget of ["matchmakes", "upgrades"] as const) for (let at = 0; at < 2; at++) take(budget, player);
    return ["sockets", "sockets"].flatMap((name) => hold(name as QuotaName, player));
  };
  // The page with its parts, a guest each, the lobby and a match, the feed, the list of beacons, a look at a match.
  let sockets = players.map((player) => {
    take("requests", nobody, 40);
    take("guests", nobody);
    take("guestsOfDay", nobody);
    take("apiCalls", player, 10);
    take("beaconLists", nobody, 2);
    take("watches", nobody);
    for (const name of ["lobbySeats", "seats", "feedReaders", "watchers", "sockets"] as const) hold(name, player);
    return connect(player);
  });
  for (let storm = 0; storm < 6; storm++) {
    for (const started = clock.nowMs; clock.nowMs < started + 10_000; clock.nowMs += 100)
      for (const player of players) {
        take("framesIn", player, 8);
        take("bytesIn", player, 400);
      }
    // Their old sockets are found dead only later.
    const old = sockets;
    sockets = players.map((player) => {
      take("requests", nobody, 10);
      take("apiCalls", player, 5);
      return connect(player);
    });
    for (const holds of old) for (const each of holds) each.release();
  }
  for (let at = 0; at < 20; at++) take("passwords", nobody);
  expect(refused).toEqual([]);
});

describe("metrics", () => {
  test("every bound of the table has a counter, and every hold a gauge", () => {
    const { budgets } = lab({ sockets: { address: 1 } });
    const registry = new Registry();
    sampleBudgets(registry, budgets);
    budgets.acquire("sockets", from("a"));
    budgets.acquire("sockets", from("a"));
    const text = registry.text();
    expect(text).toContain('orrery_budget_refused_total{budget="sockets",by="address"} 1\n');
    expect(text).toContain('orrery_budget_held{budget="sockets"} 1\n');
    for (const [name, row] of Object.entries({ ...BUDGETS.rates, ...BUDGETS.holds }))
      for (const by of Object.keys(row)) expect(text).toContain(`{budget="${name}",by="${by}"} `);
  });
});
