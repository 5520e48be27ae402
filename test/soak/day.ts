import { heapStats } from "bun:jsc";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arenaRoom } from "../../server/games/arena/index.ts";
import { lobbyRoom } from "../../server/games/lobby/index.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../server/journal/files/file-system.ts";
import { encodeClientCommand } from "../../shared/games/arena/index.ts";
import { encodeLobbyCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { createRandom, nextBelow, type RandomState } from "../../shared/math/random.ts";
import { ROLE } from "../../shared/roles.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { type Sample, type Slope, slopes } from "./slopes.ts";

export interface Day {
  readonly hours: number;
  readonly seed: number;
  readonly joins: number;
  readonly returns: number;
  readonly lines: number;
  readonly reports: number;
  readonly slopes: readonly Slope[];
}

const PILOTS = 8;
const GUESTS = 8;
const HELD_S = 60;
const TICKS_PER_S = 60;
/** Replays kept, so that the folder is full well before the first hours are over. */
const REPLAYS = 12;
const SAMPLE_S = 300;

const FLAT = {
  heapMB: { share: 0.05, besides: 4 },
  residentMB: { share: 0.1, besides: 32 },
  objects: { share: 0.05, besides: 5_000 },
  listeners: { share: 0, besides: 8 },
  timers: { share: 0, besides: 4 },
  files: { share: 0.05, besides: 8 },
  diskMB: { share: 0.1, besides: 8 },
};

/** A match and a lobby in which people come, go, break off, return and chat, for hours of virtual time, journaled to disk. */
export async function day(hours: number, seed: number, progress: (text: string) => void = () => {}): Promise<Day> {
  const folder = mkdtempSync(join(tmpdir(), "orrery-day-"));
  const random = createRandom(seed);
  const bench = new RoomBench(
    seed,
    new FileJournalStore(diskFileSystem, folder, { soleOwner: true, replays: REPLAYS }),
  );
  const samples: Sample[] = [];
  try {
    const nowMs = () => 1_000_000 + bench.clock.nowMs();
    const arena = new Crowd(
      await bench.open(arenaRoom({ seats: PILOTS, roundTicks: 60 * TICKS_PER_S }, HELD_S)),
      PILOTS,
      random,
      {
        options: (name) => ({ name }),
        act: (client) =>
          client.command(
            0,
            encodeClientCommand({
              type: "controls",
              bits: nextBelow(random, 64),
              aim: nextBelow(random, 60_000),
              seen: 0,
            }),
          ),
      },
    );
    const lobby = new Crowd(
      await bench.open(lobbyRoom({ config: { seats: GUESTS }, seatHoldS: HELD_S, nowMs })),
      GUESTS,
      random,
      {
        options: () => ({}),
        act: (client) =>
          client.command(
            0,
            encodeLobbyCommand({ type: "say", channel: "lobby", text: `at ${bench.clock.nowMs()}`, nonce: 1 }),
          ),
      },
    );
    for (const crowd of [arena, lobby]) await crowd.fill();
    for (let second = 1; second <= hours * 3_600; second++) {
      for (const crowd of [arena, lobby]) crowd.act();
      bench.ticks(TICKS_PER_S);
      await arena.change();
      if (second % 5 === 0) await lobby.change();
      if (second % SAMPLE_S !== 0) continue;
      samples.push({ atS: second, values: look(bench, [arena.room, lobby.room], folder) });
      if (second % 3_600 === 0) progress(`${second / 3_600} of ${hours} hours`);
    }
    const { joins, returns } = arena;
    return {
      hours,
      seed,
      joins: joins + lobby.joins,
      returns: returns + lobby.returns,
      lines: lobby.acts,
      reports: bench.reports.length,
      slopes: slopes(samples, FLAT),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Habits {
  readonly options: (name: string) => unknown;
  readonly act: (client: FakeClient) => void;
}

/** Those who are in one room. */
class Crowd {
  joins = 0;
  returns = 0;
  acts = 0;
  readonly #clients: FakeClient[] = [];

  constructor(
    readonly room: BenchRoom,
    readonly size: number,
    readonly random: RandomState,
    readonly habits: Habits,
  ) {}

  async fill(): Promise<void> {
    while (this.#clients.length < this.size) await this.#join();
  }

  act(): void {
    for (const client of this.#clients) {
      if (nextBelow(this.random, 8) > 0) continue;
      this.acts++;
      this.habits.act(client);
    }
  }

  /** Someone leaves and another comes, or a connection breaks and its owner returns. */
  async change(): Promise<void> {
    const [gone] = this.#clients.splice(nextBelow(this.random, this.#clients.length), 1);
    const returns = nextBelow(this.random, 2) === 0;
    if (returns) gone.drop();
    else gone.consentedLeave();
    // Core finishes a leave in a later turn of the loop.
    await new Promise(setImmediate);
    if (returns) {
      this.#clients.push(await this.room.reconnect(gone));
      this.returns++;
    } else await this.#join();
  }

  async #join(): Promise<void> {
    const number = ++this.joins;
    const person = { player: number, name: `g${number}`, role: ROLE.guest, mutedUntilS: 0 };
    this.#clients.push(await this.room.join(this.habits.options(`p${number}`), { deaf: true }, person));
  }
}

function look(bench: RoomBench, rooms: readonly BenchRoom[], folder: string): Record<string, number> {
  Bun.gc(true);
  const { heapSize, objectCount } = heapStats();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + Bun.file(join(parentPath, name)).size, 0);
  const listeners = rooms.flatMap(({ room }) => [...room.clients]).reduce((sum, { ref }) => sum + listenersOf(ref), 0);
  return {
    heapMB: heapSize / 2 ** 20,
    residentMB: process.memoryUsage.rss() / 2 ** 20,
    objects: objectCount,
    listeners,
    timers: bench.clock.timers,
    files: files.length,
    diskMB: bytes / 2 ** 20,
  };
}

function listenersOf(ref: import("node:events").EventEmitter): number {
  return ref.eventNames().reduce((sum, name) => sum + ref.listenerCount(name), 0);
}
