import { describe, expect, it } from "vitest";
import { Load } from "../../bench/kit/load.ts";
import { playMatch, playOnce } from "../../bench/kit/match.ts";
import { startOrrery } from "../../bench/kit/orrery.ts";

describe("a benchmark's match on the real server", () => {
  it("has everyone in, hears every frame and sees controls arrive", async () => {
    const figures = await playOnce(() => startOrrery({ players: 20 }), { players: 20, settleS: 0.3, measuredS: 1 });
    expect(figures.players).toBe(20);
    expect(figures.framesPerClientS).toBeGreaterThan(15);
    expect(figures.heardShare).toBeCloseTo(1, 0);
    expect(figures.bytesPerClientS).toBeGreaterThan(0);
    const byKind = Object.values(figures.bytesByKind).reduce((sum, bytes) => sum + bytes, 0);
    expect(byKind).toBeCloseTo(figures.bytesPerClientS, 3);
    expect(figures.bytesByKind.patch).toBeGreaterThan(figures.bytesByKind.pong ?? 0);
    // Steering, firing, letting go, pings and repeats.
    expect(figures.framesReceivedPerS / 20).toBeGreaterThan(4);
    expect(figures.cpuShare).toBeGreaterThan(0);
  });

  it("fills room after room", async () => {
    const running = await startOrrery({ players: 3 });
    try {
      const load = await Load.start({ url: running.url, dialect: running.dialect, players: 9, playersPerRoom: 3 });
      const metrics = await (await fetch(`${running.url}/metrics`)).text();
      expect(metrics).toMatch(/^orrery_rooms 4$/m);
      expect(metrics).toMatch(/^orrery_clients 9$/m);
      await load.stop();
    } finally {
      await running.stop();
    }
  });

  it("fails where someone is not let in", async () => {
    const running = await startOrrery({ players: 2 });
    try {
      await expect(playMatch(running, { players: 3, settleS: 0, measuredS: 0.1 })).rejects.toThrow(
        /not all of 3 players are in: no seat: .*all 2 seats of this match are taken/,
      );
    } finally {
      await running.stop();
    }
  });
});
