import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchBrowser } from "../harness/browser.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { type LaunchReaction, type Visitor, visitAndClick, visitAndFly, visitOneLine } from "./first-visit.ts";
import { BEFORE } from "./kit/before.ts";
import { median } from "./kit/stats.ts";
import { atMost, type Report, type Row, type SuiteOptions, type Target } from "./report.ts";

const VISITS = 9;
const THROTTLES = [1, 4];
/** A launch is to be answered by then, in first paints of a page of one line. */
const PAINTS = 3;
const REACTION_MS = 100;
/** From the address to flight, of what an earlier version takes. */
const FLYING_SHARE = 0.6;
/** From the address to flight, whatever came before. */
const FLYING_MS = 5_000;

interface Visits {
  readonly oneLineMs: number[];
  readonly clicks: LaunchReaction[];
  readonly flyingMs: number[];
  readonly flyingBeforeMs: number[];
}

/** What a visitor waits for who comes for the first time: cold, in turns with a page of one line and an earlier version. */
export async function firstSuite({ quick, tell }: SuiteOptions): Promise<Report> {
  const data = await mkdtemp(join(tmpdir(), "orrery-first-"));
  const [now, before] = await Promise.all([
    startServerProcess({ DATA_DIR: join(data, "now") }),
    BEFORE === null
      ? null
      : startServerProcess({ DATA_DIR: join(data, "before") }, [join(BEFORE, "server", "main.ts")]),
  ]);
  const browser = await launchBrowser();
  try {
    const rows: Row[] = [];
    const targets: Target[] = [];
    for (const throttle of THROTTLES) {
      const visits = await visitInTurns({ browser, throttle }, now, before, quick ? 1 : VISITS, tell);
      const of = throttle === 1 ? "this processor" : `${throttle} × slower`;
      rows.push(...rowsOf(of, visits));
      targets.push(...targetsOf(of, visits));
    }
    return { suite: "first", rows, targets };
  } finally {
    await browser.close();
    await Promise.all([now.stop(), before?.stop()]);
    await rm(data, { recursive: true, force: true });
  }
}

async function visitInTurns(
  visitor: Visitor,
  now: ServerProcess,
  before: ServerProcess | null,
  times: number,
  tell: (text: string) => void,
): Promise<Visits> {
  const visits: Visits = { oneLineMs: [], clicks: [], flyingMs: [], flyingBeforeMs: [] };
  // Once for the server and the browser to be warm, too.
  await visitOneLine(visitor, `${now.url}/healthz`);
  await visitAndFly(visitor, now.url);
  for (let i = 0; i < times; i++) {
    const oneLineMs = await visitOneLine(visitor, `${now.url}/healthz`);
    visits.oneLineMs.push(oneLineMs);
    visits.clicks.push(await visitAndClick(visitor, now.url, PAINTS * median(visits.oneLineMs)));
    visits.flyingMs.push(await visitAndFly(visitor, now.url));
    if (before !== null) visits.flyingBeforeMs.push(await visitAndFly(visitor, before.url));
    const { clickedMs, reactionMs } = visits.clicks[i];
    tell(
      `× ${visitor.throttle}: one line ${oneLineMs.toFixed(0)} ms, clicked at ${clickedMs.toFixed(0)}, answered after ${reactionMs.toFixed(0)}, flying at ${visits.flyingMs[i].toFixed(0)}${before === null ? "" : `, before at ${visits.flyingBeforeMs[i].toFixed(0)}`} ms`,
    );
  }
  return visits;
}

function rowsOf(of: string, { oneLineMs, clicks, flyingMs, flyingBeforeMs }: Visits): Row[] {
  const oneLine = median(oneLineMs);
  const row = (metric: string, value: number, ratio?: number): Row => ({
    ...{ case: of, metric, value, unit: "ms" },
    ...(ratio !== undefined && { ratio }),
  });
  const [paint, clicked] = [
    median(clicks.map((each) => each.firstPaintMs)),
    median(clicks.map((each) => each.clickedMs)),
  ];
  const [flying, flyingBefore] = [median(flyingMs), median(flyingBeforeMs)];
  return [
    row("first paint of one line", oneLine),
    row("first paint of the menu", paint, paint / oneLine),
    row("Launch clicked", clicked, clicked / oneLine),
    row("Launch answered after", median(clicks.map((each) => each.reactionMs))),
    ...(flyingBeforeMs.length === 0
      ? [row("flying", flying)]
      : [row("flying", flying, flying / flyingBefore), row("flying, version before", flyingBefore)]),
  ];
}

function targetsOf(of: string, { oneLineMs, clicks, flyingMs, flyingBeforeMs }: Visits): Target[] {
  const paint = median(clicks.map((each) => each.firstPaintMs)) / median(oneLineMs);
  const reaction = median(clicks.map((each) => each.reactionMs));
  return [
    atMost(`${of}: first paint of the menu, first paints of one line`, PAINTS, paint),
    atMost(
      `${of}: Launch, clicked ${PAINTS} first paints of one line after the address, answers, ms`,
      REACTION_MS,
      reaction,
    ),
    atMost(`${of}: flying, ms after the address`, FLYING_MS, median(flyingMs)),
    ...(flyingBeforeMs.length === 0
      ? []
      : [atMost(`${of}: flying ÷ before`, FLYING_SHARE, median(flyingMs) / median(flyingBeforeMs))]),
  ];
}
