import { type Feel, playAndFeel } from "../harness/feel-lab.ts";
import { PROFILES, type ProfileName } from "../harness/link.ts";
import { RoomBench } from "../harness/rooms.ts";
import { quantile } from "./kit/stats.ts";
import { atMost, type Report, type Row, type SuiteOptions, type Target } from "./report.ts";

const SHIPS = 16;
const SEEDS = [1, 2, 3];

/** At most: correction p99, RMS of others' error, largest jump between two frames, px. */
const TARGETS: Partial<Record<ProfileName, readonly [correction: number, remote: number, jump: number]>> = {
  good: [1, 4, 8],
  typical: [2, 8, 12],
  bad: [6, 16, 24],
};

/** What players of one match see on networks of every kind, in virtual time. */
export async function feelSuite({ quick, tell }: SuiteOptions): Promise<Report> {
  await RoomBench.start();
  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const name of Object.keys(PROFILES) as ProfileName[])
    for (const seed of quick ? SEEDS.slice(0, 1) : SEEDS) {
      const feel = await playAndFeel({ profile: PROFILES[name], seed, ships: SHIPS, seconds: quick ? 20 : 120 });
      const of = `${name}, seed ${seed}`;
      const found = rowsOf(of, feel);
      rows.push(...found);
      const value = (metric: string) => found.find((row) => row.metric === metric)?.value ?? Number.NaN;
      tell(`${of}: others off by ${value("others' error, RMS").toFixed(1)} px RMS`);
      const [correction, remote, jump] = TARGETS[name] ?? [];
      if (correction === undefined || remote === undefined || jump === undefined) continue;
      targets.push(
        atMost(`${of}: correction p99, px`, correction, value("correction p99")),
        atMost(`${of}: others' error, RMS, px`, remote, value("others' error, RMS")),
        atMost(`${of}: largest jump, px`, jump, value("largest jump")),
      );
    }
  await RoomBench.stop();
  return { suite: "feel", rows, targets };
}

function rowsOf(of: string, feel: Feel): Row[] {
  const { corrections, remoteErrors, jumps, aheadTicks, margins, inputFrames, seconds } = feel;
  const wrong = corrections.filter((px) => px > 0);
  const row = (metric: string, value: number, unit: string): Row => ({ case: of, metric, value, unit });
  return [
    row("correction p50", quantile(corrections, 0.5), "px"),
    row("correction p99", quantile(corrections, 0.99), "px"),
    row("corrections that are not 0", (wrong.length * 60) / seconds, "a minute"),
    row("of those, p50", quantile(wrong, 0.5), "px"),
    row("of those, p99", quantile(wrong, 0.99), "px"),
    row("snaps", (feel.snaps * 60) / seconds, "a minute"),
    row("others' error, RMS", Math.sqrt(mean(remoteErrors.map((px) => px * px))), "px"),
    row("others' error, p99", quantile(remoteErrors, 0.99), "px"),
    row("drawn ahead of the server", quantile(aheadTicks, 0.5), "ticks"),
    row("largest jump", quantile(jumps, 1), "px"),
    row("jump p99.9", quantile(jumps, 0.999), "px"),
    row("input to screen p99", quantile(inputFrames, 0.99), "frames"),
    row("margin p1", quantile(margins, 0.01), "ticks"),
    row("margin p50", quantile(margins, 0.5), "ticks"),
    row("late commands", feel.lateCommands / feel.commands, "of all"),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
