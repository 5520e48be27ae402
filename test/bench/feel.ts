import { playAndFeel } from "../harness/arena/feel-lab.ts";
import type { Feel } from "../harness/feel.ts";
import { PROFILES, type ProfileName } from "../harness/link.ts";
import { RoomBench } from "../harness/rooms.ts";
import { measureHits } from "./feel-hits.ts";
import { quantile } from "./kit/stats.ts";
import { atMost, type Report, type Row, type SuiteOptions, type Target } from "./report.ts";

const SHIPS = 16;
const SEEDS = [1, 2, 3];
/** Enough for most on the awful network to lose the connection once. */
const SECONDS = 45;

/** At most, by metric. */
const TARGETS: Partial<Record<ProfileName, Readonly<Record<string, number>>>> = {
  good: { "correction p99": 1, "others' error, RMS": 4, "largest jump": 8, "input to screen p99": 0 },
  typical: { "correction p99": 2, "others' error, RMS": 8, "largest jump": 12, "input to screen p99": 0 },
  bad: { "correction p99": 6, "others' error, RMS": 16, "largest jump": 24, "input to screen p99": 0 },
  awful: { "input to screen p99": 0, "settle after stall, longest": 1, "returned to less than they had": 0 },
};

/** What players of one match see on networks of every kind, in virtual time. */
export async function feelSuite({ quick, tell }: SuiteOptions): Promise<Report> {
  await RoomBench.start();
  const seeds = quick ? SEEDS.slice(0, 1) : SEEDS;
  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const name of Object.keys(PROFILES) as ProfileName[])
    for (const seed of seeds) {
      const feel = await playAndFeel({ profile: PROFILES[name], seed, ships: SHIPS, seconds: quick ? 20 : SECONDS });
      const of = `${name}, seed ${seed}`;
      const found = rowsOf(of, feel);
      rows.push(...found);
      tell(`${of}: others off by ${rms(feel.remoteErrors).toFixed(1)} px RMS`);
      for (const [metric, most] of Object.entries(TARGETS[name] ?? {})) {
        const row = found.find((each) => each.metric === metric);
        if (row !== undefined) targets.push(atMost(`${of}: ${metric}, ${row.unit}`, most, row.value));
      }
    }
  const found = await measureHits({ seeds, share: quick ? 0.3 : 1, tell });
  await RoomBench.stop();
  return { suite: "feel", rows: [...rows, ...found.rows], targets: [...targets, ...found.targets] };
}

function rowsOf(of: string, feel: Feel): Row[] {
  const { corrections, remoteErrors, aheadTicks, seconds, commands, settleS, returnsS } = feel;
  const wrong = corrections.filter((px) => px > 0);
  const row = (metric: string, value: number, unit: string): Row => ({ case: of, metric, value, unit });
  const ofMany = (metric: string, values: readonly number[], share: number, unit: string): Row[] =>
    values.length === 0 ? [] : [row(metric, quantile(values, share), unit)];
  return [
    row("correction p50", quantile(corrections, 0.5), "px"),
    row("correction p99", quantile(corrections, 0.99), "px"),
    row("corrections that are not 0", (wrong.length * 60) / seconds, "a minute"),
    ...ofMany("of those, p50", wrong, 0.5, "px"),
    ...ofMany("of those, p99", wrong, 0.99, "px"),
    row("snaps", (feel.snaps * 60) / seconds, "a minute"),
    row("own ship's largest jump", quantile(feel.ownJumps, 1), "px"),
    row("others' error, RMS", rms(remoteErrors), "px"),
    row("others' error, p99", quantile(remoteErrors, 0.99), "px"),
    row("drawn ahead of the server", quantile(aheadTicks, 0.5), "ticks"),
    row("largest jump", quantile(feel.jumps, 1), "px"),
    row("jump p99.9", quantile(feel.jumps, 0.999), "px"),
    row("largest turn in a frame", quantile(feel.turns, 1), "degrees"),
    row("input to screen p99", quantile(feel.inputFrames, 0.99), "frames"),
    row("margin p1", quantile(feel.margins, 0.01), "ticks"),
    row("margin p50", quantile(feel.margins, 0.5), "ticks"),
    row("late commands", feel.lateCommands / commands, "of all"),
    row("merged commands", feel.mergedCommands / commands, "of all"),
    ...ofMany("settle after stall, p50", settleS, 0.5, "s"),
    ...ofMany("settle after stall, p95", settleS, 0.95, "s"),
    ...ofMany("settle after stall, longest", settleS, 1, "s"),
    ...(settleS.length > 0 ? [row("others' error 1 s after, RMS", rms(feel.errorsAfterStalls), "px")] : []),
    ...(returnsS.length > 0 ? [row("connections lost", returnsS.length, "")] : []),
    ...ofMany("flying again after, p50", returnsS, 0.5, "s"),
    ...ofMany("flying again after, longest", returnsS, 1, "s"),
    ...(returnsS.length > 0 ? [row("returned to less than they had", feel.lost, "")] : []),
  ];
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
