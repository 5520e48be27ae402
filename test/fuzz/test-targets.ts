import { afterAll, describe, expect, it } from "vitest";
import { Random } from "./random.ts";
import { type Found, fuzz, table } from "./run.ts";
import type { Target } from "./target.ts";

/** Another search: `FUZZ_SEED=7 FUZZ_TIMES=10 npm test test/fuzz`. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_130);
const TIMES = Number(process.env.FUZZ_TIMES ?? 1);
/** Of each target's cases. */
const LEAST_DECODED = 0.2;
/** Logged by one case on average, bytes. */
const MOST_LOGGED = 1;

/** Tests that targets read or refuse seeded cases, in time. */
export function testTargets(targets: readonly Target[]): void {
  describe(`D7: whatever comes from outside, seed ${SEED}`, () => {
    const found: Found[] = [];
    afterAll(() => console.log(table(found)));

    it.each(targets)("is read or refused by the target $name, in time", { timeout: 60_000 }, async (target) => {
      const run = await fuzz(target, { seed: SEED, cases: target.cases * TIMES });
      found.push(run);
      expect(run.failures.map(({ seed, why }) => `seed ${seed}: ${why}`)).toEqual([]);
      expect(run.cases).toBe(target.cases * TIMES);
      expect(run.decoded / run.cases, "share of cases that decode").toBeGreaterThanOrEqual(LEAST_DECODED);
      expect(run.loggedBytes / run.cases, "bytes logged by a case").toBeLessThanOrEqual(MOST_LOGGED);
    });

    const once = targets.flatMap((target) =>
      Object.entries(target.seeds ?? {}).map(([about, seed]) => ({ about, seed, target })),
    );
    it.runIf(once.length > 0).each(once)("$about: seed $seed, which failed once", async ({ seed, target }) => {
      await target.run(target.generate(new Random(seed)));
    });
  });
}
