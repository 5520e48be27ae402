import { describe, expect, test } from "vitest";
import { BUDGETS, type BudgetChanges, Budgets, Hold, type Sender } from "../../../server/budgets/index.ts";
import { sampleBudgets } from "../../../server/ops/budgets.ts";
import { Registry } from "../../../server/ops/metrics.ts";

const from = (address: string, rest: Partial<Sender> = {}): Sender => ({
  address,
  identity: null,
  load: false,
  ...rest,
});

function lab(changes: BudgetChanges = {}, rememberedKeys?: number) {
  const clock = { nowMs: 0 };
  const now = () => clock.nowMs;
  return { clock, budgets: new Budgets({ now, changes, ...(rememberedKeys !== undefined && { rememberedKeys }) }) };
}

const rate = (perSecond: number, burst: number) => ({ perSecond, burst });

describe("D8: a rate", () => {
  test("has a burst and refills at what it sustains, never above the burst", () => {
    const { clock, budgets } = lab({ upgrades: { address: rate(10, 3) } });
    const take = (cost?: number) => budgets.take("upgrades", from("a"), cost) === null;
    expect([take(3), take()]).toEqual([true, false]);
    clock.nowMs = 99;
    expect(take()).toBe(false);
    clock.nowMs = 100;
    expect([take(), take()]).toEqual([true, false]);
    clock.nowMs = 10_000;
    expect([take(3), take()]).toEqual([true, false]);
  });

  test("counts by address, by identity, by subject and in all, and a refusal says by which and how long", () => {
    const { budgets } = lab({
      matchmakes: { address: rate(1, 2), identity: rate(1, 1), process: rate(0.1, 4) },
    });
    const take = (sender: Sender) => budgets.take("matchmakes", sender);
    expect(take(from("a", { identity: 7 }))).toBeNull();
    expect(take(from("b", { identity: 7 }))).toEqual({ budget: "matchmakes", by: "identity", retryAfterS: 1 });
    expect(take(from("a"))).toBeNull();
    expect(take(from("a"))).toEqual({ budget: "matchmakes", by: "address", retryAfterS: 1 });
    expect([take(from("c")), take(from("d"))]).toEqual([null, null]);
    expect(take(from("e"))).toEqual({ budget: "matchmakes", by: "process", retryAfterS: 10 });
  });

  test("a refusal spends nothing of any scope", () => {
    const { budgets } = lab({ matchmakes: { address: rate(1, 1), process: rate(1, 2) } });
    const take = (address: string) => budgets.take("matchmakes", from(address)) === null;
    expect([take("a"), take("a"), take("a"), take("b"), take("c")]).toEqual([true, false, false, true, false]);
  });

  test("what was used already is charged all the same, and is a debt", () => {
    const { clock, budgets } = lab({ decodeCpuMs: { address: rate(10, 100) } });
    const charge = (ms: number) => budgets.charge("decodeCpuMs", from("a"), ms)?.by ?? null;
    expect([charge(60), charge(60), charge(60)]).toEqual([null, "address", "address"]);
    clock.nowMs = 7_900;
    expect(charge(0.5)).toBe("address");
    clock.nowMs = 8_200;
    expect(charge(1)).toBeNull();
  });

  test("what costs more than the burst waits for a full bucket, and is paid off after", () => {
    const { clock, budgets } = lab({ downloadBytes: { address: rate(10, 100) } });
    expect(budgets.take("downloadBytes", from("a"), 250)).toBeNull();
    clock.nowMs = 24_999;
    expect(budgets.take("downloadBytes", from("a"), 100)).not.toBeNull();
    clock.nowMs = 25_000;
    expect(budgets.take("downloadBytes", from("a"), 100)).toBeNull();
  });

  test("load tools are counted with all others only", () => {
    const { budgets } = lab({ matchmakes: { address: rate(1, 1), identity: rate(1, 1), process: rate(1, 3) } });
    const tool = from("a", { identity: 1, load: true });
    const by = [1, 2, 3, 4].map(() => budgets.take("matchmakes", tool)?.by ?? null);
    expect(by).toEqual([null, null, null, "process"]);
  });
});

describe("D8: no more senders are remembered than the bound", () => {
  test("who has a full bucket is forgotten first, and nobody who is over the bound", () => {
    const { clock, budgets } = lab({ upgrades: { address: rate(1, 2) } }, 3);
    const take = (address: string) => budgets.take("upgrades", from(address)) === null;
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
    const take = (address: string) => budgets.take("upgrades", from(address)) === null;
    expect([take("a"), take("b"), take("c"), take("d")]).toEqual([true, true, true, false]);
    expect([take("a"), take("b")]).toEqual([false, false]);
    clock.nowMs = 1_000;
    expect([take("d"), take("a")]).toEqual([true, true]);
  });
});

describe("D8: what is held", () => {
  test("is bounded by address, by identity and in all, until it is released, once", () => {
    const { budgets } = lab({ rooms: { address: 2, identity: 1, process: 3 } });
    const hold = (sender: Sender) => budgets.hold("rooms", sender);
    const first = hold(from("a", { identity: 7 })) as Hold;
    expect(first).toBeInstanceOf(Hold);
    expect(hold(from("b", { identity: 7 }))).toMatchObject({ budget: "rooms", by: "identity" });
    expect(hold(from("a"))).toBeInstanceOf(Hold);
    expect(hold(from("a"))).toMatchObject({ by: "address" });
    expect(hold(from("b"))).toBeInstanceOf(Hold);
    expect(hold(from("c"))).toMatchObject({ by: "process" });
    expect(budgets.held("rooms")).toBe(3);
    first.release();
    first.release();
    expect(budgets.held("rooms")).toBe(2);
    expect(hold(from("a", { identity: 7 }))).toBeInstanceOf(Hold);
  });

  test("random holds and releases never drift (seeded)", () => {
    const { budgets } = lab({ seats: { address: 5, identity: 3, process: 12 } });
    let seed = 20_261_130;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const held: Hold[] = [];
    for (let at = 0; at < 5_000; at++) {
      if (random(2) === 0) {
        const got = budgets.hold("seats", from(`${random(5)}`, { identity: random(6) }));
        if (got instanceof Hold) held.push(got);
      } else held.splice(random(held.length), 1)[0]?.release();
      expect(budgets.held("seats")).toBe(held.length);
      expect(held.length).toBeLessThanOrEqual(12);
    }
    for (const each of held) each.release();
    for (let at = 0; at < 5; at++) expect(budgets.hold("seats", from("0"))).toBeInstanceOf(Hold);
  });
});

describe("metrics", () => {
  test("every bound of the table has a counter, and every hold a gauge", () => {
    const { budgets } = lab({ sockets: { address: 1 } });
    const registry = new Registry();
    sampleBudgets(registry, budgets);
    budgets.hold("sockets", from("a"));
    budgets.hold("sockets", from("a"));
    const text = registry.text();
    expect(text).toContain('orrery_budget_refused_total{budget="sockets",by="address"} 1\n');
    expect(text).toContain('orrery_budget_held{budget="sockets"} 1\n');
    for (const [name, row] of Object.entries({ ...BUDGETS.rates, ...BUDGETS.holds }))
      for (const by of Object.keys(row)) expect(text).toContain(`{budget="${name}",by="${by}"} `);
  });
});
