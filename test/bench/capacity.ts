import { shortly } from "./kit/machine.ts";
import type { BenchWorld } from "./kit/map.ts";
import { type MatchFigures, playQuietly, WARM_UP_S } from "./kit/match.ts";
import { startOrrery } from "./kit/orrery.ts";
import { atLeast, atMost, type Report, type Row, type SuiteOptions, type Target } from "./report.ts";

/** A tick's budget at 60 Hz. */
const TICK_MS = 1000 / 60;
const LATE_MS = 5;
const ROOMS = 100;
const ROOM_PLAYERS = 10;
const CROWD = 300;

const fits = (f: MatchFigures) => (f.tickP99Ms ?? 0) < TICK_MS && f.lateP99Ms < LATE_MS;

const rowsOf = (name: string, f: MatchFigures): Row[] => [
  { case: name, metric: "CPU", value: f.cpuShare * 100, unit: "% of a core" },
  { case: name, metric: "CPU per player", value: (f.cpuShare * 1000) / f.players, unit: "ms/s" },
  { case: name, metric: "tick p99", value: f.tickP99Ms ?? Number.NaN, unit: "ms" },
  { case: name, metric: "late p99", value: f.lateP99Ms, unit: "ms" },
  { case: name, metric: "bytes", value: f.bytesPerClientS, unit: "B/s per client" },
  { case: name, metric: "frame p99", value: f.frameBytes.p99, unit: "B" },
  { case: name, metric: "others' CPU", value: f.othersCpuShare * 100, unit: "% of a core" },
];

/** How many players one core carries: in one room, in many, and in one place. */
export async function capacitySuite({ quick, tell }: SuiteOptions): Promise<Report> {
  const rows: Row[] = [];
  const targets: Target[] = [];
  const play = async (name: string, world: BenchWorld, players: number, playersPerRoom: number) => {
    try {
      const wish = { players, playersPerRoom, settleS: quick ? 2 : WARM_UP_S, measuredS: quick ? 3 : 8 };
      const figures = await playQuietly(() => startOrrery({ planets: true, ...world }), wish, tell);
      rows.push(...rowsOf(name, figures));
      tell(
        `${name}: CPU ${Math.round(figures.cpuShare * 100)} %, tick p99 ${figures.tickP99Ms?.toFixed(1)} ms, late p99 ${figures.lateP99Ms.toFixed(1)} ms`,
      );
      return figures;
    } catch (error) {
      tell(`${name}: left out: ${shortly(error)}`);
      return null;
    }
  };

  const sizes = quick ? [100, 200] : [250, 500, 1_000, 2_000];
  const single: MatchFigures[] = [];
  for (const players of sizes) {
    const figures = await play(`one room, ${players} players`, { players }, players, players);
    if (figures !== null) single.push(figures);
  }
  const most = Math.max(0, ...single.filter(fits).map(({ players }) => players));
  targets.push(atLeast("players in one room, tick p99 in budget and late p99 under 5 ms", sizes.at(-1) ?? 0, most));
  const [first, last] = [single[0], single.at(-1)];
  if (first !== undefined && last !== undefined && last !== first) {
    const growth = last.cpuShare / last.players / (first.cpuShare / first.players) - 1;
    targets.push(atMost(`growth of CPU per player, ${first.players} to ${last.players}`, 0.15, growth));
  }

  const count = quick ? 20 : ROOMS;
  const rooms = await play(
    `${count} rooms, ${ROOM_PLAYERS} players each`,
    { players: ROOM_PLAYERS },
    count * ROOM_PLAYERS,
    ROOM_PLAYERS,
  );
  targets.push(atMost(`${count} rooms: CPU, share of a core`, 0.4, rooms?.cpuShare ?? Number.NaN));
  targets.push(atMost(`${count} rooms: late p99, ms`, LATE_MS, rooms?.lateP99Ms ?? Number.NaN));

  const crowd = await play(`${CROWD} ships inside one screen`, { players: CROWD, neighbours: CROWD }, CROWD, CROWD);
  targets.push(atMost("crowd: tick p99, ms", TICK_MS, crowd?.tickP99Ms ?? Number.NaN));
  return { suite: "capacity", rows, targets };
}
