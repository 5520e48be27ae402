import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArenaBot } from "../../client/games/arena/bots/bot.ts";
import { openLobby } from "../../client/games/lobby/open-lobby.ts";
import { memoryTokenStore } from "../../client/net/index.ts";
import type { Lobby } from "../../client/shell/lobby/model.ts";
import type { PilotName } from "../../shared/games/arena/pilots/index.ts";
import { createRandom, nextBelow, type RandomState } from "../../shared/math/random.ts";
import type { LiveList } from "../../shared/wire/live.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";
import { type Held, MARK } from "./held.ts";
import { type Sample, type Slope, slopes } from "./slopes.ts";

export interface Hour {
  readonly minutes: number;
  readonly bots: number;
  readonly seed: number;
  readonly joins: number;
  readonly failedJoins: readonly string[];
  readonly desyncs: number;
  readonly lines: number;
  readonly watches: number;
  readonly logBytes: number;
  /** Longest time without a turn of the bots' own process, ms: beyond 10 s the server gives up seats and sockets. */
  readonly longestStallMs: number;
  readonly slopes: readonly Slope[];
}

const FRAME_MS = 33;
const SAMPLE_MS = 15_000;
const CHATTERS = 12;
const CHAT_MS = 4_000;
const WATCHERS = 3;
const PILOTS: readonly PilotName[] = ["fighter", "miner", "trader", "pirate", "chaos"];
/** Most and least that one bot stays, s. */
const STAY_S = { least: 10, most: 120 };
const LOBBY_CHANNEL = "lobby";

const FLAT = {
  heapMB: { share: 0.1, besides: 8 },
  residentMB: { share: 0.1, besides: 48 },
  objects: { share: 0.1, besides: 20_000 },
  timers: { share: 0.1, besides: 20 },
  emitters: { share: 0.1, besides: 40 },
  promises: { share: 0.1, besides: 500 },
  openFiles: { share: 0.1, besides: 10 },
  threads: { share: 0, besides: 4 },
  files: { share: 0.1, besides: 60 },
};

/** Bots on a real server that come, go, break off, chat, watch and die, in real time. */
export async function hour(
  minutes: number,
  count: number,
  seed: number,
  progress: (text: string) => void = () => {},
): Promise<Hour> {
  const folder = mkdtempSync(join(tmpdir(), "orrery-hour-"));
  const random = createRandom(seed);
  const settings = { DATA_DIR: folder, ARENA_PLAYERS: `${Math.ceil(count / 2)}`, SEAT_HOLD_S: "10" };
  const server = await startServerProcess(settings, [join(ROOT, "test", "soak", "server.ts")]);
  const run = new Run(server.url, count, random);
  const samples: Sample[] = [];
  const beganMs = performance.now();
  try {
    await run.begin();
    for (let atMs = SAMPLE_MS; atMs <= minutes * 60_000; atMs += SAMPLE_MS) {
      await Bun.sleep(Math.max(0, beganMs + atMs - performance.now()));
      samples.push({ atS: atMs / 1_000, values: await look(server, folder) });
      if (atMs % 300_000 === 0) progress(`${atMs / 60_000} of ${minutes} minutes, ${run.joins} joins`);
    }
    const logBytes = server
      .output()
      .split("\n")
      .filter((line) => !line.startsWith(MARK))
      .join("\n").length;
    const { joins, desyncs, lines, watches, longestStallMs } = run;
    return {
      minutes,
      bots: count,
      seed,
      joins,
      failedJoins: run.failures,
      desyncs,
      lines,
      watches,
      logBytes,
      longestStallMs,
      slopes: slopes(samples, FLAT),
    };
  } finally {
    run.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those who play, chat and watch. */
class Run {
  joins = 0;
  lines = 0;
  watches = 0;
  desyncs = 0;
  longestStallMs = 0;
  #framedMs = Number.NaN;
  readonly failures: string[] = [];
  readonly #bots = new Set<{ readonly bot: ArenaBot; readonly untilMs: number }>();
  readonly #chatters: Lobby[] = [];
  readonly #timers: Timer[] = [];
  readonly #ended = new AbortController();

  constructor(
    readonly url: string,
    readonly count: number,
    readonly random: RandomState,
  ) {}

  async begin(): Promise<void> {
    for (let i = 0; i < this.count; i++) void this.#join();
    for (let i = 0; i < CHATTERS; i++) this.#chatters.push(await this.#chatter());
    this.#timers.push(setInterval(() => this.#frames(), FRAME_MS));
    this.#timers.push(setInterval(() => this.#chat(), CHAT_MS));
    for (let i = 0; i < WATCHERS; i++) void this.#watch();
  }

  end(): void {
    this.#ended.abort();
    for (const timer of this.#timers) clearInterval(timer);
    for (const { bot } of this.#bots) bot.leave();
    for (const lobby of this.#chatters) lobby.leave("");
  }

  async #join(): Promise<void> {
    const number = ++this.joins;
    const pilot = PILOTS[number % PILOTS.length];
    const bot = new ArenaBot({
      url: this.url,
      room: "arena",
      name: `soak ${number}`,
      pilot,
      seed: number,
      verify: number % 10 === 0,
    });
    const stayS = STAY_S.least + nextBelow(this.random, STAY_S.most - STAY_S.least);
    try {
      await bot.join();
      this.#bots.add({ bot, untilMs: performance.now() + stayS * 1_000 });
    } catch (error) {
      this.failures.push(String(error));
      setTimeout(() => this.#again(), 1_000);
    }
  }

  #again(): void {
    if (!this.#ended.signal.aborted) void this.#join();
  }

  /** Each bot flies one frame; who has stayed long enough goes, and another comes. */
  #frames(): void {
    const nowMs = performance.now();
    if (nowMs - this.#framedMs > this.longestStallMs) this.longestStallMs = nowMs - this.#framedMs;
    this.#framedMs = nowMs;
    for (const row of this.#bots) {
      row.bot.frame(nowMs);
      if (nowMs < row.untilMs) continue;
      this.#bots.delete(row);
      if (row.bot.desynced) this.desyncs++;
      row.bot.leave();
      this.#again();
    }
  }

  async #chatter(): Promise<Lobby> {
    const response = await fetch(`${this.url}/auth/guest`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    const { token } = (await response.json()) as { readonly token: string };
    const lobby = await openLobby({ url: this.url, token: () => token, tokens: memoryTokenStore() });
    lobby.open(LOBBY_CHANNEL);
    return lobby;
  }

  #chat(): void {
    const lobby = this.#chatters[nextBelow(this.random, this.#chatters.length)];
    lobby.say(LOBBY_CHANNEL, `line ${++this.lines}`);
  }

  /** Watches one match after another, each for some time. */
  async #watch(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      const forMs = 5_000 + nextBelow(this.random, 20_000);
      try {
        const { matches } = (await (await fetch(`${this.url}/live`, { signal })).json()) as LiveList;
        if (matches.length > 0) {
          const match = matches[nextBelow(this.random, matches.length)];
          const response = await fetch(`${this.url}/live/${match.room}`, {
            signal: AbortSignal.any([signal, AbortSignal.timeout(forMs)]),
          });
          if (response.ok) this.watches++;
          for await (const _ of response.body ?? []);
        }
      } catch {
        // Its time is up, or the match is over.
      }
      await Bun.sleep(1_000);
    }
  }
}

async function look(server: ServerProcess, folder: string): Promise<Record<string, number>> {
  const before = server.output().length;
  process.kill(server.pid, "SIGUSR2");
  let line: string | undefined;
  for (let tries = 0; line === undefined && tries < 100; tries++) {
    await Bun.sleep(50);
    line = server
      .output()
      .slice(before)
      .split("\n")
      .slice(0, -1)
      .find((each) => each.startsWith(MARK));
  }
  if (line === undefined) throw new Error("the server does not say what it holds");
  const held = JSON.parse(line.slice(MARK.length)) as Held;
  return {
    ...held,
    openFiles: readdirSync(`/proc/${server.pid}/fd`).length,
    threads: readdirSync(`/proc/${server.pid}/task`).length,
    files: readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length,
  };
}
