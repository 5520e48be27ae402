import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { median, quantile } from "../../bench/kit/stats.ts";
import { playAndFeel } from "../../harness/arena/feel-lab.ts";
import { PROFILES } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

const SEED = 7;
/** Ships that lie against each other and bounce to and fro may spoil one match's errors. */
const SEEDS = [SEED, 8, 9];

describe("eight who fight", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  it.each([
    ["good", 1, 4, 8],
    ["typical", 2, 8, 12],
    ["uneven", 2, 8, 12],
    ["bad", 6, 16, 24],
  ] as const)("see nobody jump on the %s network", async (name, correctionPx, errorPx, jumpPx) => {
    const errors: number[] = [];
    for (const seed of SEEDS) {
      const feel = await playAndFeel({ profile: PROFILES[name], seed, ships: 8, seconds: 20 });
      const { corrections, remoteErrors, jumps, ownJumps, turns, inputFrames } = feel;
      const where = `seed ${seed}`;
      expect(remoteErrors.length, where).toBeGreaterThan(10_000);
      expect(quantile(corrections, 0.99), where).toBeLessThanOrEqual(correctionPx);
      const square = remoteErrors.reduce((sum, px) => sum + px * px, 0) / remoteErrors.length;
      errors.push(Math.sqrt(square));
      expect(quantile(jumps, 1), where).toBeLessThanOrEqual(jumpPx);
      expect(quantile(ownJumps, 1), where).toBeLessThanOrEqual(jumpPx);
      expect(quantile(turns, 1), where).toBeLessThanOrEqual(9);
      expect(quantile(inputFrames, 1), where).toBe(0);
    }
    expect(median(errors), errors.join()).toBeLessThanOrEqual(errorPx);
  });

  it("have everything near its place within a second after each stall of the awful network, and lose nothing", async () => {
    const { settleS, returnsS, lost } = await playAndFeel({
      profile: PROFILES.awful,
      seed: SEED,
      ships: 8,
      seconds: 90,
    });
    expect(settleS.length).toBeGreaterThan(40);
    expect(quantile(settleS, 1)).toBeLessThanOrEqual(1);
    expect(returnsS.length).toBeGreaterThan(4);
    expect(quantile(returnsS, 1)).toBeLessThan(2);
    expect(lost).toBe(0);
  });
});
