import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskFiles } from "../../server/journal/files.ts";
import { FileJournalStore } from "../../server/journal/store.ts";
import { arenaRoom } from "../../server/rooms/arena/index.ts";
import { arena, encodeClientCommand, HULLS, type World } from "../../shared/arena/index.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { RoomBench } from "../harness/rooms.ts";
import type { Report, Row } from "./report.ts";

const SEED = 11;
/** The same match is played so often with and without a journal, in turns. */
const PAIRS = 8;
const WARM_TICKS = 1_200;
const TICKS = 1_800;

interface Match {
  readonly cpuMs: number;
  readonly journalBytes: number;
  readonly world: World;
}

/** A match of `ships` people under virtual time: everything that a room does, but for sockets. */
async function play(ships: number, dataDir: string | null): Promise<Match> {
  const store = dataDir === null ? null : new FileJournalStore(diskFiles, dataDir);
  const bench = new RoomBench(SEED, store);
  let bytes = 0;
  Object.assign(bench.host.metrics, { journaled: (more: number) => (bytes += more) });
  const definition = arenaRoom({ seats: ships }, 60);
  let world: World | null = null;
  const room = await bench.open({
    ...definition,
    name: `bench ${ships}`,
    project(of) {
      world = of;
      return definition.project(of);
    },
  });
  const clients: FakeClient[] = [];
  for (let i = 0; i < ships; i++)
    clients.push(await room.join({ name: `pilot ${i}`, hull: i % HULLS.length }, { deaf: true }));
  const random = createRandom(SEED);
  const fly = (ticks: number) => {
    for (let tick = 0; tick < ticks; tick++) {
      // Each changes its mind some six times a second, as people in a fight do.
      for (const client of clients)
        if (nextBelow(random, 10) === 0)
          client.command(
            0,
            encodeClientCommand({ type: "controls", bits: nextBelow(random, 64), aim: nextBelow(random, 256) }),
          );
      bench.ticks(1);
    }
  };
  fly(WARM_TICKS);
  Bun.gc(true);
  bytes = 0;
  const before = process.cpuUsage();
  fly(TICKS);
  const { user, system } = process.cpuUsage(before);
  if (world === null) throw new Error("no world was made");
  await room.room.disconnect();
  return { cpuMs: (user + system) / 1000, journalBytes: bytes, world };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function cost(ships: number): Promise<Row[]> {
  const [off, on]: [number[], number[]] = [[], []];
  let journalBytes = 0;
  for (let pair = 0; pair < PAIRS; pair++) {
    const dataDir = await mkdtemp(join(tmpdir(), "orrery-bench-"));
    off.push((await play(ships, null)).cpuMs);
    const match = await play(ships, dataDir);
    on.push(match.cpuMs);
    journalBytes = match.journalBytes;
    await rm(dataDir, { recursive: true });
  }
  const seconds = TICKS / arena.tickHz;
  const name = `${ships} ships`;
  return [
    { case: name, metric: "CPU without a journal", value: median(off) / seconds, unit: "ms/s" },
    {
      case: name,
      metric: "CPU with a journal in files",
      value: median(on) / seconds,
      unit: "ms/s",
      ratio: median(on.map((ms, i) => ms / off[i])),
    },
    {
      case: name,
      metric: "journal",
      value: journalBytes / ships / (seconds / 60),
      unit: "bytes/player-minute",
    },
  ];
}

async function snapshot(ships: number): Promise<Row[]> {
  const { world } = await play(ships, null);
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
    { case: name, metric: "snapshot, median", value: median(saved), unit: "ms" },
    { case: name, metric: "snapshot, longest of 200", value: Math.max(...saved), unit: "ms" },
    { case: name, metric: "snapshot", value: arena.save(world).length, unit: "bytes" },
    { case: name, metric: "hash, median", value: median(hashed), unit: "ms" },
  ];
}

/** What a journal and its snapshots cost, beside the match that they are of. */
export async function journalSuite(): Promise<Report> {
  await RoomBench.start();
  const rows = [...(await cost(60)), ...(await snapshot(200))];
  await RoomBench.stop();
  const share = (rows[1].ratio ?? Number.NaN) - 1;
  const longest = rows[4].value;
  return {
    suite: "journal",
    rows,
    targets: [
      { name: "journal and snapshots, share of the match's CPU", target: 0.02, measured: share, met: share <= 0.02 },
      { name: "longest snapshot of 200 ships, ms", target: 5, measured: longest, met: longest <= 5 },
    ],
  };
}
