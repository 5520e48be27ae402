import { describe, expect, it } from "vitest";
import { overFairShare, type QuotaItem } from "../../../server/storage/fair-share.ts";

const of = (...players: string[]): QuotaItem => ({ bytes: 1, players });
const old: QuotaItem = { bytes: 1, players: null };
const kept = (all: readonly QuotaItem[], most: number, mostBytes = Number.POSITIVE_INFINITY) => {
  const gone = overFairShare(all, most, mostBytes);
  return all.filter((item) => !gone.includes(item));
};

describe("fair shares of storage", () => {
  it("is everything while there is room, and the newest of each afterwards", () => {
    const all = ["a", "b", "c", "d"].map((name) => of(name));
    expect(overFairShare(all, 4, 4)).toEqual([]);
    expect(kept(all, 3)).toEqual(all.slice(1));
    expect(kept(all, 9, 2)).toEqual(all.slice(2));
    expect(
      kept(
        Array(5)
          .fill(null)
          .map(() => ({ ...old })),
        3,
      ),
    ).toHaveLength(3);
  });

  it("never gives one maker the place of others, however much it makes", () => {
    const real = [of("ada", "bob"), of("ada"), of("cyd"), { ...old }];
    for (let many = 0; many < 60; many++) {
      const flood = Array.from({ length: many }, () => of("mallory"));
      expect(kept([...real, ...flood], 8).filter((item) => !flood.includes(item))).toEqual(real);
      expect(kept([...flood, ...real], 8).filter((item) => !flood.includes(item))).toEqual(real);
    }
  });

  it("leaves daily players their newest items, and occasional players theirs", () => {
    const daily = Array.from({ length: 20 }, () => of("ada", "bob"));
    const once = of("ada", "visitor");
    expect(kept([once, ...daily], 5)).toEqual([once, ...daily.slice(-4)]);
  });

  it("is not more for players who play with themselves", () => {
    const real = [of("ada"), of("bob")];
    const flood = Array.from({ length: 30 }, (_, i) => of("mallory", `mallory's ${i % 2}`));
    expect(kept([...real, ...flood], 4)).toEqual([...real, ...flood.slice(-2)]);
  });
});
