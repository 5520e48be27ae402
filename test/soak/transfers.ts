import { Random } from "../fuzz/random.ts";
import { VaultStorm } from "../harness/vault-storm.ts";

const ACTIONS = 25_000;

export interface TransfersSeen {
  readonly transfers: number;
  readonly storms: number;
  readonly kills: number;
  readonly lost: number;
  readonly repeated: number;
  /** Each names its seed. */
  readonly failures: readonly string[];
}

/** Lets vaults send each other units until so many transfers are settled, each storm with the next seed. */
export function transfers(least: number, firstSeed: number): TransfersSeen {
  const seen = { transfers: 0, storms: 0, kills: 0, lost: 0, repeated: 0, failures: [] as string[] };
  for (; seen.transfers < least && seen.failures.length < 10; seen.storms++) {
    const seed = firstSeed + seen.storms;
    const storm = new VaultStorm(new Random(seed));
    try {
      storm.run(ACTIONS);
      storm.calm();
    } catch (error) {
      seen.failures.push(`seed ${seed}: ${(error as Error).message}`);
    }
    seen.transfers += storm.settled;
    for (const name of ["kills", "lost", "repeated"] as const) seen[name] += storm.counts[name];
  }
  return seen;
}
