import { join } from "node:path";
import { arenaRoom } from "../../server/rooms/arena/index.ts";
import { arena, encodeClientCommand, HULLS, type World } from "../../shared/arena/index.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import { RoomBench } from "../harness/rooms.ts";
import { startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";
import type { Report, Row } from "./report.ts";

const SEED = 11;
const SHIPS = 60;
const SETTLE_S = 8;
const MEASURED_S = 25;

const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Runs a match of bots on a real server, and takes the server's own numbers before and after a stretch of it. */
async function matchNumbers(): Promise<(name: string) => number> {
  const server = await startServerProcess();
  const flags = ["--url", server.url, "--count", `${SHIPS}`, "--seconds", `${SETTLE_S + MEASURED_S + 5}`];
  const bots = Bun.spawn([process.execPath, join(ROOT, "client", "bots", "main.ts"), ...flags], {
    cwd: ROOT,
    stdout: "ignore",
    stderr: "inherit",
  });
  try {
    await sleep(SETTLE_S);
    const before = await (await fetch(`${server.url}/metrics`)).text();
    await sleep(MEASURED_S);
    const after = await (await fetch(`${server.url}/metrics`)).text();
    return (name) => number(after, name) - number(before, name);
  } finally {
    bots.kill();
    await bots.exited;
    await server.stop();
  }
}

function number(metrics: string, name: string): number {
  const found = metrics.match(new RegExp(`^${name} (\\S+)$`, "m"));
  if (found === null) throw new Error(`the server has no number called ${name}`);
  return Number(found[1]);
}

/** The journal's share is timed within the run: two runs of one match differ by more than it. */
async function cost(): Promise<Row[]> {
  const numbers = await matchNumbers();
  const journalMs = (numbers("orrery_journal_seconds_total") * 1000) / MEASURED_S;
  const cpuMs = (numbers("orrery_cpu_seconds") * 1000) / MEASURED_S;
  const minutes = MEASURED_S / 60;
  const name = `${SHIPS} bots`;
  return [
    { case: name, metric: "CPU of the server without journal and snapshots", value: cpuMs - journalMs, unit: "ms/s" },
    {
      case: name,
      metric: "journal and snapshots in files",
      value: journalMs,
      unit: "ms/s",
      ratio: journalMs / (cpuMs - journalMs),
    },
    {
      case: name,
      metric: "journal",
      value: numbers("orrery_journal_bytes_total") / SHIPS / minutes,
      unit: "bytes/player-minute",
    },
  ];
}

/** A world in which so many people have fought for twenty seconds. */
async function battle(ships: number): Promise<World> {
  await RoomBench.start();
  const bench = new RoomBench(SEED);
  const definition = arenaRoom({ seats: ships }, 60);
  let world: World | null = null;
  const room = await bench.open({
    ...definition,
    project(of) {
      world = of;
      return definition.project(of);
    },
  });
  const clients = [];
  for (let i = 0; i < ships; i++)
    clients.push(await room.join({ name: `pilot ${i}`, hull: i % HULLS.length }, { deaf: true }));
  const random = createRandom(SEED);
  for (let tick = 0; tick < 1_200; tick++) {
    for (const client of clients) {
      if (nextBelow(random, 10) > 0) continue;
      const [bits, aim] = [nextBelow(random, 64), nextBelow(random, 256)];
      client.command(0, encodeClientCommand({ type: "controls", bits, aim }));
    }
    bench.ticks(1);
  }
  await RoomBench.stop();
  if (world === null) throw new Error("no world was made");
  return world;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
}

async function snapshot(ships: number): Promise<Row[]> {
  const world = await battle(ships);
  const [saved, hashed]: [number[], number[]] = [[], []];
  for (let i = 0; i < 200; i++) {
    let beganMs = performance.now();
    arena.save(world);
    saved.push(performance.now() - beganMs);
    beganMs = performance.now();
    arena.hash(world);
    hashed.push(performance.now() - beganMs);
  }
  const name = `${ships} ships`;
  return [
    { case: name, metric: "snapshot, p99 of 200", value: quantile(saved, 0.99), unit: "ms" },
    { case: name, metric: "snapshot, longest of 200", value: Math.max(...saved), unit: "ms" },
    { case: name, metric: "snapshot, median", value: quantile(saved, 0.5), unit: "ms" },
    { case: name, metric: "snapshot", value: arena.save(world).length, unit: "bytes" },
    { case: name, metric: "hash, median", value: quantile(hashed, 0.5), unit: "ms" },
  ];
}

/** What a journal and its snapshots cost, beside the match that they are of. */
export async function journalSuite(): Promise<Report> {
  const [costs, snapshots] = [await cost(), await snapshot(200)];
  const share = costs[1].ratio ?? Number.NaN;
  // The longest of all tells of other programs on the machine.
  const longest = snapshots[0].value;
  return {
    suite: "journal",
    rows: [...costs, ...snapshots],
    targets: [
      { name: "journal and snapshots, share of the match's CPU", target: 0.02, measured: share, met: share <= 0.02 },
      { name: "snapshot of 200 ships, p99, ms", target: 5, measured: longest, met: longest <= 5 },
    ],
  };
}
