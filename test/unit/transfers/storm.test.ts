import { expect, it } from "vitest";
import { Random } from "../../fuzz/random.ts";
import { VaultStorm } from "../../harness/vault-storm.ts";

const SEEDS = 8;
const ACTIONS = 2_000;

it("three rooms lose and double no unit, whatever is killed, lost, repeated or late", () => {
  const sum = { settled: 0, kills: 0, lost: 0, repeated: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const storm = new VaultStorm(new Random(seed));
    try {
      storm.run(ACTIONS);
      storm.calm();
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
    sum.settled += storm.settled;
    for (const name of ["kills", "lost", "repeated"] as const) sum[name] += storm.counts[name];
  }
  for (const count of Object.values(sum)) expect(count).toBeGreaterThan(SEEDS * 10);
});
