import { join } from "node:path";
import { ARENA_FINGERPRINT } from "../../shared/games/arena/wire/fingerprint.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { LOAD_HEADERS } from "../harness/load-token.ts";
import { LineChild } from "./kit/line-child.ts";
import { playOnce } from "./kit/match.ts";
import { startOrrery } from "./kit/orrery.ts";
import { median } from "./kit/stats.ts";
import { atMost, type Report, type Row, type SuiteOptions } from "./report.ts";

const KB = 1024;
const CLIENT_KB = 30;
const ROOM_KB = 200;
/** Rooms made before the first look, so that what the first ones load is not counted. */
const FIRST_ROOMS = 20;

/** Resident memory: what one more client and one more room take, and what an hour of coming and going leaves. */
export async function memorySuite({ quick, tell }: SuiteOptions): Promise<Report> {
  const rows: Row[] = [];
  const [few, many] = quick ? [50, 200] : [250, 1_000];
  const rss: number[] = [];
  for (const players of [few, many]) {
    // Seats for all of them in both runs: only the clients differ.
    const wish = { players, settleS: quick ? 2 : 5, measuredS: quick ? 2 : 5 };
    const seen: number[] = [];
    // How much garbage there is just then differs by some MB.
    for (let repeat = 1; repeat <= (quick ? 1 : 3); repeat++)
      seen.push((await playOnce(() => startOrrery({ players: many }), wish)).rssBytes);
    const bytes = median(seen);
    rss.push(bytes);
    tell(`${players} clients: ${seen.map((each) => Math.round(each / KB / KB)).join(", ")} MB`);
    rows.push({ case: `${players} clients`, metric: "resident", value: bytes / KB / KB, unit: "MB" });
  }
  const perClient = (rss[1] - rss[0]) / (many - few) / KB;
  rows.push({ case: "one client more", metric: "resident", value: perClient, unit: "KB" });
  const perRoom = await roomKB(quick ? 20 : 100);
  rows.push({ case: "one empty room more", metric: "resident", value: perRoom, unit: "KB" });
  const growth = await churn(quick ? 5 : 60);
  rows.push(
    {
      case: `${growth.minutes} minutes of churn, from the tenth part on`,
      metric: "heap grows",
      value: growth.heapKB,
      unit: "KB",
    },
    {
      case: `${growth.minutes} minutes of churn, from the tenth part on`,
      metric: "resident grows",
      value: growth.rssKB,
      unit: "KB",
    },
    {
      case: `${growth.minutes} minutes of churn, from the tenth part on`,
      metric: "joins",
      value: growth.joins,
      unit: "",
    },
  );
  return {
    suite: "memory",
    rows,
    targets: [
      atMost("memory per connected client, KB", CLIENT_KB, perClient),
      atMost("memory per empty room, KB", ROOM_KB, perRoom),
    ],
  };
}

/** Rooms that someone has asked for and nobody has come to; Colyseus keeps them for some seconds. */
async function roomKB(count: number): Promise<number> {
  const running = await startOrrery(null);
  try {
    const make = async (name: number) => {
      const response = await fetch(
        `${running.url}/matchmake/create/arena?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`,
        {
          method: "POST",
          headers: { "content-type": "application/json", ...LOAD_HEADERS },
          body: JSON.stringify({ name: `m${name}` }),
        },
      );
      if (!response.ok) throw new Error(`no room: ${await response.text()}`);
      await response.arrayBuffer();
    };
    for (let i = 0; i < FIRST_ROOMS; i++) await make(i);
    const before = (await running.counts()).rssBytes;
    for (let i = 0; i < count; i++) await make(FIRST_ROOMS + i);
    return ((await running.counts()).rssBytes - before) / count / KB;
  } finally {
    await running.stop();
  }
}

export interface Churn {
  readonly minutes: number;
  readonly joins: number;
  readonly heapKB: number;
  readonly rssKB: number;
}

async function churn(minutes: number): Promise<Churn> {
  const child = new LineChild([process.execPath, join(import.meta.dirname, "kit", "churn.ts"), `${minutes}`]);
  const figures = (await child.line()) as Churn;
  await child.stop();
  return figures;
}
