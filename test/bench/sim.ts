import { OfflineMatch } from "./kit/offline.ts";
import { quantile } from "./kit/stats.ts";
import type { Report, Row, SuiteOptions } from "./report.ts";

/** Ships have spread over the map by then. */
const SETTLE_TICKS = 900;

/** The machine alone: a tick of the arena with everything in it. */
export async function simSuite({ quick, tell }: SuiteOptions): Promise<Report> {
  const rows: Row[] = [];
  for (const players of quick ? [100, 500] : [100, 500, 1_000, 2_000]) {
    let match: OfflineMatch;
    try {
      match = new OfflineMatch({ players, planets: true });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      tell(`${players} ships: left out: ${error.message}`);
      continue;
    }
    for (let i = 0; i < SETTLE_TICKS; i++) match.tick();
    const spent: number[] = [];
    for (let i = 0; i < (quick ? 600 : 1_800); i++) {
      const beganMs = performance.now();
      match.tick();
      spent.push((performance.now() - beganMs) * 1000);
    }
    const name = `${players} ships`;
    const mean = spent.reduce((sum, value) => sum + value, 0) / spent.length;
    rows.push(
      { case: name, metric: "tick", value: mean, unit: "µs" },
      { case: name, metric: "tick p99", value: quantile(spent, 0.99), unit: "µs" },
      { case: name, metric: "per ship", value: mean / players, unit: "µs" },
      { case: name, metric: "neighbours in view", value: match.neighbours, unit: "ships" },
    );
  }
  return { suite: "sim", rows, targets: [] };
}
