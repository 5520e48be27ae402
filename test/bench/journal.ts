import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arenaRoom } from "../../server/games/arena/index.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../server/journal/files/file-system.ts";
import { RECORDING_INTERVALS } from "../../server/runtime/recording-intervals.ts";
import { arena, encodeClientCommand, HULLS, type World } from "../../shared/games/arena/index.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { RoomBench } from "../harness/rooms.ts";
import { startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";
import { commitCosts } from "./commit.ts";
import { atMost, type Report, type Row, type SuiteOptions } from "./report.ts";

const SEED = 11;
const SHIPS = 60;
const SETTLE_S = 8;
const MEASURED_S = 25;
const SNAPSHOTS = 1_000;
const TICKS_A_SNAPSHOT = 15;
/** They take about as long as a snapshot of 200 ships. */
const HASHES = 6;

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

/** People who fight in one room for twenty seconds, without sockets, and then as long as is asked for. */
class Battle {
  readonly bench: RoomBench;
  world!: World;
  readonly #ships: number;
  readonly #random = createRandom(SEED);
  readonly #clients: FakeClient[] = [];

  constructor(ships: number, bench: RoomBench) {
    this.#ships = ships;
    this.bench = bench;
  }

  /** @param saving called before each snapshot */
  async begin(saving: () => void): Promise<void> {
    const definition = arenaRoom({ seats: this.#ships }, 60);
    const { machine } = definition;
    const save = (world: World) => {
      saving();
      return machine.save(world);
    };
    const room = await this.bench.open({
      ...definition,
      machine: { ...machine, save },
      project: (of, names) => {
        this.world = of;
        return definition.project(of, names);
      },
    });
    for (let i = 0; i < this.#ships; i++)
      this.#clients.push(await room.join({ name: `pilot ${i}`, hull: i % HULLS.length }, { deaf: true }));
    for (let tick = 0; tick < 1_200; tick++) this.tick();
  }

  /** Lets a tick pass. */
  tick(): void {
    for (const client of this.#clients) {
      if (nextBelow(this.#random, 10) > 0) continue;
      const [bits, aim] = [nextBelow(this.#random, 64), nextBelow(this.#random, 256)];
      client.command(0, encodeClientCommand({ type: "controls", bits, aim, seen: 0 }));
    }
    this.bench.ticks(1);
  }
}

/** Times stretches of work, and what of each this process had a processor for: its own threads' time, the collector's too. */
class Stopwatch {
  readonly ms: number[] = [];
  readonly ownMs: number[] = [];
  #beganMs = 0;
  #cpu = process.cpuUsage();

  start(): void {
    this.#cpu = process.cpuUsage();
    this.#beganMs = performance.now();
  }

  stop(): void {
    const ms = performance.now() - this.#beganMs;
    const { user, system } = process.cpuUsage(this.#cpu);
    this.ms.push(ms);
    this.ownMs.push(Math.min(ms, (user + system) / 1000));
  }

  clear(): void {
    this.ms.length = this.ownMs.length = 0;
  }
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
}

/**
 * Snapshots within a match that goes on: what each adds to its tick, the write and the collector's pauses included. Hashes
 * that take as long, and touch neither memory nor disk, tell how long the machine and the collector hold up anything.
 */
async function snapshots(ships: number): Promise<Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "orrery-bench-"));
  const store = new FileJournalStore(diskFileSystem, dataDir, { soleOwner: true });
  await RoomBench.start();
  const bench = new RoomBench(SEED, store, { ...RECORDING_INTERVALS, snapshotEveryS: TICKS_A_SNAPSHOT / arena.tickHz });
  const [taken, hashed] = [new Stopwatch(), new Stopwatch()];
  Object.assign(bench.options.metrics, { snapshotTaken: () => taken.stop() });
  const battle = new Battle(ships, bench);
  await battle.begin(() => taken.start());
  taken.clear();
  while (taken.ms.length < SNAPSHOTS) {
    battle.tick();
    if (battle.world.tick % TICKS_A_SNAPSHOT !== 1) continue;
    hashed.start();
    for (let i = 0; i < HASHES; i++) arena.hash(battle.world);
    hashed.stop();
    // Timers and the collector have their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const bytes = arena.save(battle.world).length;
  await RoomBench.stop();
  await rm(dataDir, { recursive: true });
  const name = `${ships} ships`;
  return [
    { case: name, metric: `snapshot, p99 of ${SNAPSHOTS}`, value: quantile(taken.ownMs, 0.99), unit: "ms" },
    { case: name, metric: "snapshot, longest", value: Math.max(...taken.ownMs), unit: "ms" },
    {
      case: name,
      metric: "snapshot, longest, other programs' time included",
      value: Math.max(...taken.ms),
      unit: "ms",
    },
    { case: name, metric: "snapshot, median", value: quantile(taken.ownMs, 0.5), unit: "ms" },
    { case: name, metric: `${HASHES} hashes, longest`, value: Math.max(...hashed.ownMs), unit: "ms" },
    { case: name, metric: `${HASHES} hashes, p99`, value: quantile(hashed.ownMs, 0.99), unit: "ms" },
    { case: name, metric: `${HASHES} hashes, median`, value: quantile(hashed.ownMs, 0.5), unit: "ms" },
    { case: name, metric: "snapshot", value: bytes, unit: "bytes" },
  ];
}

/** What a journal and its snapshots cost, beside the match that they are of. */
export async function journalSuite({ quick }: SuiteOptions): Promise<Report> {
  const [commits, costs, taken] = [await commitCosts(quick), await cost(), await snapshots(200)];
  const share = costs[1].ratio ?? Number.NaN;
  const synced = commits.find((row) => row.case === "40 Hz" && row.ratio !== undefined);
  // The longest of all is the machine's: hashes have one as long.
  const p99 = taken[0].value;
  return {
    suite: "journal",
    rows: [...costs, ...taken, ...commits],
    targets: [
      { name: "journal and snapshots, share of the match's CPU", target: 0.02, measured: share, met: share <= 0.02 },
      { name: "snapshot of 200 ships in a match, p99, ms", target: 5, measured: p99, met: p99 <= 5 },
      atMost("commit that waits for the disk ÷ the same bytes synced, median at 40 Hz", 2, synced?.ratio ?? Number.NaN),
    ],
  };
}
