import { Random } from "../fuzz/random.ts";
import { CourierStorm } from "../harness/courier-storm.ts";
import { VaultStorm } from "../harness/vault-storm.ts";

/** How many transfers of the tables alone there are for each that couriers carry, which takes far longer. */
const TABLES_PER_COURIER = 20;
const ACTIONS = { tables: 25_000, couriers: 3_000 };

export interface TransfersSeen {
  readonly transfers: number;
  readonly storms: number;
  readonly kills: number;
  /** Rooms that were set aside. */
  readonly setAside: number;
  /** Each names its seed. */
  readonly failures: readonly string[];
}

/** Lets vaults send each other units until so many transfers are settled, each storm with the next seed. */
export async function transfers(least: number, firstSeed: number): Promise<TransfersSeen> {
  const seen = { transfers: 0, storms: 0, kills: 0, setAside: 0, failures: [] as string[] };
  const run = async (kind: string, storm: VaultStorm | CourierStorm, actions: number, seed: number) => {
    seen.storms++;
    try {
      await storm.run(actions);
      await storm.calm();
    } catch (error) {
      seen.failures.push(`${kind}, seed ${seed}: ${(error as Error).message}`);
    }
    seen.transfers += storm.settled;
    seen.kills += storm.counts.kills;
    return storm.settled;
  };
  const fewFailures = () => seen.failures.length < 10;
  for (let [seed, byCouriers] = [firstSeed, 0]; byCouriers < least / TABLES_PER_COURIER && fewFailures(); seed++) {
    const storm = new CourierStorm(new Random(seed));
    byCouriers += await run("couriers", storm, ACTIONS.couriers, seed);
    seen.setAside += storm.counts.setAside;
  }
  for (let seed = firstSeed; seen.transfers < least && fewFailures(); seed++)
    await run("tables", new VaultStorm(new Random(seed)), ACTIONS.tables, seed);
  return seen;
}
