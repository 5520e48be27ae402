import { join } from "node:path";
import { ROOT } from "../harness/sources.ts";
import { LineChild } from "./kit/line-child.ts";
import { type MatchFigures, playOnce, WARM_UP_S } from "./kit/match.ts";
import { startOrrery } from "./kit/orrery.ts";
import { median } from "./kit/stats.ts";
import { atMost, type Report, type Row, type SuiteOptions } from "./report.ts";

const PLAYERS = 500;
const PAIRS = 6;
/** 50 s of the game. */
const PATCHES = 1_000;
const AT_MOST = 1.03;

/** Per frame, so that a machine too slow for all frames changes neither. */
const cpuUs = ({ cpuShare, framesSentPerS }: MatchFigures) => (cpuShare / framesSentPerS) * 1e6;
const frameBytes = ({ bytesPerClientS, framesPerClientS }: MatchFigures) => bytesPerClientS / framesPerClientS;

/**
 * The arena beside an earlier version's. Matches of both run at once, so that whatever else the machine does slows both; each
 * version's own load plays.
 *
 * @param before folder of the earlier version, with its packages
 */
export async function arenaBefore(before: string, { quick, tell }: SuiteOptions): Promise<Omit<Report, "suite">> {
  const wish = { players: PLAYERS, settleS: quick ? 4 : WARM_UP_S, measuredS: quick ? 4 : 40 };
  const play = (folder: string) => playOnce(() => startOrrery({ players: PLAYERS, planets: true }, folder), wish);
  const pairs: (readonly [now: MatchFigures, before: MatchFigures])[] = [];
  for (let i = 0; i < (quick ? 1 : PAIRS); i++) {
    const pair = await Promise.all([play(ROOT), play(before)]);
    pairs.push(pair);
    const [cpu, bytes] = [cpuUs, frameBytes].map((of) => of(pair[0]) / of(pair[1]));
    tell(`arena ÷ before: CPU ${cpu.toFixed(3)}, bytes ${bytes.toFixed(3)}`);
  }
  const rows = (metric: string, unit: string, of: (figures: MatchFigures) => number): Row[] => {
    const [now, then] = [0, 1].map((side) => median(pairs.map((pair) => of(pair[side]))));
    return rowsOf(metric, unit, now, then);
  };
  const [now, then] = [await roomBytes(ROOT), await roomBytes(before)];
  const all = [
    ...rows("CPU", "µs per frame", cpuUs),
    ...rows("bytes", "B per frame", frameBytes),
    ...rows("frames", "1/s per client", ({ framesPerClientS }) => framesPerClientS),
    ...rowsOf("bytes, same inputs", "B per client and patch", now, then),
  ];
  return {
    rows: all,
    targets: [
      atMost("arena CPU ÷ before", AT_MOST, all[0].ratio ?? Number.NaN),
      atMost("arena bytes ÷ before, same inputs", AT_MOST, now / then),
    ],
  };
}

function rowsOf(metric: string, unit: string, now: number, before: number): Row[] {
  const name = `arena, ${PLAYERS} players`;
  return [
    { case: name, metric, value: now, unit, ratio: now / before },
    { case: `${name}, before`, metric, value: before, unit },
  ];
}

/** To one client in one patch. */
async function roomBytes(folder: string): Promise<number> {
  const entry = join(import.meta.dirname, "kit", "room-bytes.ts");
  const child = new LineChild([process.execPath, entry, folder, `${PLAYERS}`, `${PATCHES}`]);
  const { bytes } = (await child.line()) as { bytes: number };
  await child.stop();
  return bytes / PLAYERS / PATCHES;
}
