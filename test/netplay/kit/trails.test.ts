import { afterAll, beforeAll, expect, it } from "vitest";
import trails from "../../../examples/trails/rules.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { type KitClient, KitLab } from "../../harness/kit-lab.ts";
import { PROFILES } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const SETTLE_MS = 4_000;
const SECONDS = 60;
const MOST_CORRECTION = 1;

/** Turns to a side now and then, and sometimes boosts. */
function rider(seed: number): KitClient<typeof trails>["play"] {
  const random = createRandom(seed);
  return ({ rows, seat }) => {
    const own = rows.riders[seat];
    if (own === undefined || !own.isAlive || nextBelow(random, 60) > 0) return null;
    return { type: "turn", heading: (own.heading + [1, 3, 0][nextBelow(random, 3)]) % 4 };
  };
}

it("rides one's own light trail without a visible correction on a typical network", async () => {
  const lab = await KitLab.open(trails, 3);
  const riders: KitClient<typeof trails>[] = [];
  for (let i = 0; i < 6; i++) {
    const client = await lab.join(PROFILES.typical, 100 + i);
    client.play = rider(100 + i);
    riders.push(client);
  }
  await lab.play(SETTLE_MS);
  const all: number[] = [];
  for (let second = 0; second < SECONDS; second++) {
    const before = riders.map(({ model }) => model.corrections.total);
    await lab.play(1_000);
    for (const [i, { model }] of riders.entries())
      all.push(...model.corrections.newest(model.corrections.total - before[i]));
  }
  all.sort((a, b) => a - b);
  expect(all.length).toBeGreaterThan(6_000);
  expect(all[Math.floor(0.99 * all.length)]).toBeLessThanOrEqual(MOST_CORRECTION);
  // A new race places everyone by chance, which is no correction.
  expect(all.at(-1)).toBeLessThanOrEqual(trails.definition.continued?.riders?.jumpUnits ?? 0);
  const jumps = riders.map(({ model }) => model.jumps);
  expect([Math.min(...jumps) > 0, Math.max(...jumps) <= lab.world.round]).toEqual([true, true]);
  expect(riders.map(({ desyncs, model }) => [desyncs, model.predictionFault])).toEqual(riders.map(() => [0, null]));
  expect(lab.bench.reports).toEqual([]);
  await lab.close();
});
