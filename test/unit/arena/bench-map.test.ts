import { describe, expect, it } from "vitest";
import { arenaConfig } from "../../../shared/games/arena/index.ts";
import { benchArena, discRadiusPx, NEIGHBOURS, VIEW_PX } from "../../bench/kit/map.ts";
import { OfflineMatch } from "../../bench/kit/offline.ts";

describe("the benchmark's map", () => {
  it("keeps the density for any number of players", () => {
    for (const players of [250, 1_000, 2_000]) {
      const area = Math.PI * discRadiusPx(players) ** 2;
      const within = ((players - 1) * Math.PI * VIEW_PX ** 2) / area;
      // More than wanted on open ground, because at the rim there are fewer.
      expect(within).toBeGreaterThan(NEIGHBOURS);
      expect(within).toBeLessThan(NEIGHBOURS * 1.35);
    }
    expect(discRadiusPx(4_000)).toBeGreaterThan(discRadiusPx(2_000) * 1.35);
  });

  it("is valid for the arena, with planets and without", () => {
    for (const planets of [false, true])
      for (const players of [1, 10, 300, 1_000])
        expect(() => arenaConfig(benchArena({ players, planets }))).not.toThrow();
  });

  it("has about thirty ships in each player's view", () => {
    const match = new OfflineMatch({ players: 250 });
    const seen: number[] = [];
    for (let tick = 1; tick <= 600; tick++) {
      match.tick();
      if (tick % 150 === 0) seen.push(match.neighbours);
    }
    expect(Math.min(...seen)).toBeGreaterThan(NEIGHBOURS * 0.85);
    expect(Math.max(...seen)).toBeLessThan(NEIGHBOURS * 1.25);
  });
});
