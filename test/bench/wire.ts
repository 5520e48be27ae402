import { type MatchFigures, playQuietly } from "./kit/match.ts";
import { startOrrery } from "./kit/orrery.ts";
import type { Report, Row, SuiteOptions } from "./report.ts";

const rowsOf = (f: MatchFigures): Row[] => {
  const name = `${f.players} players`;
  return [
    { case: name, metric: "bytes", value: f.bytesPerClientS, unit: "B/s per client" },
    ...Object.entries(f.bytesByKind)
      .filter(([, value]) => value > 0)
      .map(([kind, value]) => ({ case: name, metric: `as ${kind}`, value, unit: "B/s per client" })),
    { case: name, metric: "frames", value: f.framesPerClientS, unit: "1/s per client" },
    { case: name, metric: "frame p50", value: f.frameBytes.p50, unit: "B" },
    { case: name, metric: "frame p99", value: f.frameBytes.p99, unit: "B" },
    { case: name, metric: "frame largest", value: f.frameBytes.most, unit: "B" },
    { case: name, metric: "inputs", value: f.framesReceivedPerS / f.players, unit: "1/s per client" },
  ];
};

/** What one client receives, by how many play, 30 of them in view. */
export async function wireSuite({ quick, tell }: SuiteOptions): Promise<Report> {
  const rows: Row[] = [];
  for (const players of quick ? [50, 200] : [50, 200, 500, 1_000]) {
    const wish = { players, settleS: quick ? 2 : 4, measuredS: quick ? 3 : 6 };
    const figures = await playQuietly(() => startOrrery({ players }), wish, tell);
    rows.push(...rowsOf(figures));
    tell(`${players} players: ${Math.round(figures.bytesPerClientS)} B/s per client`);
  }
  return { suite: "wire", rows, targets: [] };
}
