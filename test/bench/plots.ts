import { type Bar, barChart, lineChart, type Series } from "./kit/plot.ts";
import { caseOf, OURS } from "./peers.ts";
import type { Report, Row } from "./report.ts";

export interface Plot {
  /** File name. */
  readonly name: string;
  readonly svg: string;
}

/** Number of players or ships in a row's case. */
const sizeOf = (row: Row) => Number(/([\d,]+) (?:players|ships)/.exec(row.case)?.[1]?.replaceAll(",", ""));

function series(rows: readonly Row[], metric: string, name: string, only = /./): Series {
  const points = rows
    .filter((row) => row.metric === metric && only.test(row.case))
    .map((row) => [sizeOf(row), row.value] as const);
  return { name, points: points.toSorted(([a], [b]) => a - b) };
}

function peerBars({ rows }: Report, metric: string, players: number): Bar[] {
  const bars = rows
    .filter((row) => row.metric === metric && sizeOf(row) === players)
    .map((row) => ({ label: caseOf(row.case), value: row.value, ours: caseOf(row.case) === OURS }));
  return bars.toSorted((a, b) => a.value - b.value);
}

const PLOTS: Readonly<Record<string, (report: Report) => Plot[]>> = {
  peers: (report) =>
    [...new Set(report.rows.map(sizeOf))].flatMap((players) => [
      {
        name: `peers-bytes-${players}.svg`,
        svg: barChart(`Bytes per second to each of ${players} players, 30 in view`, peerBars(report, "bytes", players)),
      },
      {
        name: `peers-cpu-${players}.svg`,
        svg: barChart(`Server CPU, % of one core, ${players} players in one room`, peerBars(report, "CPU", players)),
      },
    ]),
  wire: ({ rows }) => [
    {
      name: "wire.svg",
      svg: lineChart("Bytes per second to each client", "players in one room", [series(rows, "bytes", "bytes/s")]),
    },
  ],
  capacity: ({ rows }) => [
    {
      name: "capacity.svg",
      svg: lineChart("One room on one core", "players", [
        series(rows, "CPU", "CPU, % of a core", /^one room/),
        series(rows, "tick p99", "tick p99, ms", /^one room/),
        series(rows, "late p99", "late p99, ms", /^one room/),
      ]),
    },
  ],
  sim: ({ rows }) => [
    {
      name: "sim.svg",
      svg: lineChart("One tick of the arena, µs", "ships", [
        series(rows, "tick", "mean"),
        series(rows, "tick p99", "p99"),
      ]),
    },
  ],
};

/** The pictures of a suite's figures. */
export function plotsOf(report: Report): Plot[] {
  return PLOTS[report.suite]?.(report) ?? [];
}
