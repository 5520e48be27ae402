import { expect, it } from "vitest";
import { Random } from "../../fuzz/random.ts";
import { CourierStorm } from "../../harness/courier-storm.ts";

const SEEDS = 5;
const ACTIONS = 1_000;

it("rooms lose and double no unit, though they and their process are killed, set aside and ended", async () => {
  const sum = { settled: 0, returned: 0, kills: 0, setAside: 0, ended: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const storm = new CourierStorm(new Random(seed));
    try {
      await storm.run(ACTIONS);
      await storm.calm();
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
    const { settled, returned, counts } = storm;
    const seen = { settled, returned, ...counts };
    for (const name of ["settled", "returned", "kills", "setAside", "ended"] as const) sum[name] += seen[name];
  }
  for (const [name, count] of Object.entries(sum)) expect(count, name).toBeGreaterThan(0);
}, 30_000);
