import { RoomBench } from "../harness/rooms.ts";
import { type PatchWork, roomWork } from "./kit/room-work.ts";
import { median } from "./kit/stats.ts";
import { stockWork } from "./kit/stock-work.ts";
import type { Report, Row, SuiteOptions } from "./report.ts";

/** Views × share of the entities that change in a patch; as many entities as views. */
const VIEWS = [200, 500] as const;
const DIRTY_SHARES = [0.1, 0.5, 1] as const;
const WARM_UP = 20;

/** What it takes to turn what changed into every client's bytes: stock views beside what rooms use. */
export async function encodeSuite({ quick, tell }: SuiteOptions): Promise<Report> {
  const rows: Row[] = [];
  await RoomBench.start();
  for (const views of quick ? VIEWS.slice(0, 1) : VIEWS) {
    const [stock, room] = [stockWork(views), await roomWork(views)];
    for (const share of DIRTY_SHARES) {
      const dirty = Math.round(views * share);
      const name = `${views} views, ${dirty} of ${views} entities dirty`;
      const [base, ours] = [figures(stock, dirty, quick), figures(room, dirty, quick)];
      for (const [of, { ms, bytes }] of [
        [stock.name, base],
        [room.name, ours],
      ] as const)
        rows.push(
          { case: `${of}, ${name}`, metric: "patch", value: ms, unit: "ms", ratio: ms / base.ms },
          { case: `${of}, ${name}`, metric: "a view", value: (ms * 1000) / views, unit: "µs" },
          { case: `${of}, ${name}`, metric: "bytes", value: bytes / views, unit: "B per view" },
        );
      tell(`${name}: ${stock.name} ${base.ms.toFixed(2)} ms, ${room.name} ${ours.ms.toFixed(2)} ms`);
    }
  }
  await RoomBench.stop();
  return { suite: "encode", rows, targets: [] };
}

/** Medians of many patches. */
function figures(work: PatchWork, dirty: number, quick: boolean): { ms: number; bytes: number } {
  for (let i = 0; i < WARM_UP; i++) work.patch(dirty);
  const patches = Array.from({ length: quick ? 60 : 200 }, () => work.patch(dirty));
  return { ms: median(patches.map(({ ms }) => ms)), bytes: median(patches.map(({ bytes }) => bytes)) };
}
