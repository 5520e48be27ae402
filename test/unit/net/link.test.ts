import { describe, expect, it } from "vitest";
import { Delays, type LinkProfile, PROFILES, Stalls } from "../../harness/link.ts";

/** Arrivals of a message a millisecond. */
function arrivals(profile: LinkProfile, seed: number, count: number): number[] {
  const delays = new Delays(profile, seed);
  return Array.from({ length: count }, (_, sentMs) => delays.dueMs(sentMs));
}

describe("a simulated network", () => {
  it.each(Object.entries(PROFILES))("%s: keeps the order and is the same for the same seed", (_name, profile) => {
    const times = arrivals(profile, 7, 30_000);
    expect(times.every((ms, i) => i === 0 || ms >= times[i - 1])).toBe(true);
    expect(arrivals(profile, 7, 30_000)).toEqual(times);
    if (profile !== PROFILES.lan) expect(arrivals(profile, 8, 30_000)).not.toEqual(times);
  });

  it.each([
    ["good", 35, 45],
    ["typical", 65, 95],
    ["bad", 110, 190],
    ["awful", 200, 400],
  ] as const)("%s: there and back takes from %d to %d ms where nothing stalls", (name, least, most) => {
    const { delayMs, jitterMs } = PROFILES[name];
    const rtts: number[] = [];
    for (let seed = 1; seed <= 500; seed++) {
      const there = new Delays({ delayMs, jitterMs }, seed).dueMs(0);
      rtts.push(new Delays({ delayMs, jitterMs }, seed + 1_000).dueMs(there));
    }
    expect(Math.min(...rtts)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...rtts)).toBeLessThanOrEqual(most);
    expect(Math.max(...rtts) - Math.min(...rtts)).toBeGreaterThan((most - least) / 2);
  });

  it("may take longer one way than the other: uneven, 100 to 140 ms up and 15 to 25 down", () => {
    const { uneven } = PROFILES;
    const ways = { up: [] as number[], down: [] as number[] };
    for (let seed = 1; seed <= 500; seed++)
      for (const way of ["up", "down"] as const)
        ways[way].push(new Delays(uneven, seed, new Stalls(uneven, seed), way).dueMs(0));
    expect(Math.min(...ways.up)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...ways.up)).toBeLessThanOrEqual(140);
    expect(Math.min(...ways.down)).toBeGreaterThanOrEqual(15);
    expect(Math.max(...ways.down)).toBeLessThanOrEqual(25);
  });

  it("says when the newest stall ended", () => {
    const stalls = new Stalls(PROFILES.typical, 3);
    expect(stalls.newestEndMs).toBe(Number.NEGATIVE_INFINITY);
    for (let nowMs = 0; nowMs < 60_000; nowMs += 5) {
      const endMs = stalls.endMs(nowMs);
      if (endMs > nowMs) expect(stalls.newestEndMs).toBe(endMs);
      else expect(stalls.newestEndMs).toBeLessThanOrEqual(nowMs);
    }
    expect(stalls.newestEndMs).toBeGreaterThan(0);
  });

  it("stalls both ways together, about as often and as long as it says", () => {
    const { stall } = PROFILES.typical;
    const stalls = new Stalls(PROFILES.typical, 3);
    const [up, down] = [new Delays(PROFILES.typical, 1, stalls), new Delays(PROFILES.typical, 2, stalls)];
    let begun = 0;
    let longest = 0;
    let quiet = true;
    for (let nowMs = 0; nowMs < 600_000; nowMs += 5) {
      const held = Math.min(up.dueMs(nowMs), down.dueMs(nowMs)) - nowMs;
      longest = Math.max(longest, held);
      if (held > 150 && quiet) begun++;
      quiet = held <= 150;
    }
    expect(begun).toBeGreaterThan(600 / stall.everyS / 1.5);
    expect(begun).toBeLessThan((600 / stall.everyS) * 1.5);
    expect(longest).toBeGreaterThan(stall.ms);
    expect(longest).toBeLessThan(stall.ms + 50);
  });
});
