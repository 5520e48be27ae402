import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { CONTROL, encodeClientCommand } from "../../../shared/games/arena/index.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import type { ArenaState } from "../../../shared/games/arena/wire/state.ts";
import { tickOf } from "../../../shared/games/arena/wire/state.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";
import { encodeCommand, TO_SERVER } from "../../../shared/wire/messages.ts";
import { Metrics } from "../../bench/kit/prometheus.ts";
import { FLOOD_RATES, type FloodReport } from "../../harness/arena/flood.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";
import { ROOT } from "../../harness/sources.ts";

/** Behind a proxy, whose place the test takes: so senders have addresses of their own. */
const ATTACKER = "198.51.100.66";
const PLAYER = "203.0.113.7";
const TICK_HZ = 60;
const PATCH_TICKS = 3;
/** Shorter ones are not listed. */
const SHORTEST_ROUND_MS = 5_500;
const QUIET_S = 3;
const FLOOD_S = 8;
const JOINS_EVERY_MS = 1_000;

let server: ServerProcess;
const rooms: Room[] = [];

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const main = join(ROOT, "server", "main.ts");
  server = await startServerProcess({ TRUSTED_PROXIES: "1" }, [main], onCore(0));
  await fetch(`${server.url}/readyz`);
});
afterAll(async () => {
  for (const room of rooms) room.reconnection.enabled = false;
  await Promise.all(rooms.map((room) => (room.connection.isOpen ? room.leave() : undefined)));
  await server.stop();
});

/** The command that pins what follows to a core, where there are two. */
function onCore(core: number): readonly string[] {
  const taskset = Bun.which("taskset");
  if (taskset === null || navigator.hardwareConcurrency < 2) {
    console.log("flood: the generator cannot be pinned to the other core here, and takes time from the server");
    return [];
  }
  return [taskset, "-c", `${core}`];
}

const headers = { "X-Forwarded-For": PLAYER };
const get = (path: string, token?: string) =>
  fetch(server.url + path, {
    headers: { ...headers, ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
  });

let names = 0;
async function enter(how: "create" | "joinOrCreate"): Promise<Room<unknown, ArenaState>> {
  const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`, { headers });
  const room = await client[how]<ArenaState>("arena", { name: `player ${names++}` });
  room.onMessage("*", () => {});
  rooms.push(room);
  await vi.waitFor(() => expect(tickOf(room.state)).toBeGreaterThan(0), { timeout: 10_000, interval: 2 });
  return room;
}

interface Phase {
  readonly seconds: number;
  /** Ticks that the player was shown, and those that no patch led to. */
  readonly shownHz: number;
  readonly missed: number;
  readonly longestMs: number;
  readonly joinsMs: readonly number[];
  readonly skippedTicks: number;
  readonly lateTicksShare: number;
  readonly cpuShare: number;
}

/** What a player sees and the server counts of some seconds. */
async function watch(room: Room<unknown, ArenaState>, until: Promise<unknown>): Promise<Phase> {
  const numbers = async () => new Metrics(await (await get("/metrics")).text());
  const before = await numbers();
  const startMs = performance.now();
  const first = tickOf(room.state);
  let [last, lastMs, missed, longestMs] = [first, startMs, 0, 0];
  const see = () => {
    const [tick, nowMs] = [tickOf(room.state), performance.now()];
    missed += Math.max(0, tick - last - PATCH_TICKS);
    longestMs = Math.max(longestMs, nowMs - lastMs);
    [last, lastMs] = [tick, nowMs];
  };
  room.onStateChange(see);
  const joinsMs: number[] = [];
  let over = false;
  void until.then(() => {
    over = true;
  });
  while (!over) {
    const joinMs = performance.now();
    const joined = await enter("joinOrCreate");
    joinsMs.push(performance.now() - joinMs);
    await joined.leave();
    await Bun.sleep(Math.max(0, JOINS_EVERY_MS - (performance.now() - joinMs)));
  }
  room.onStateChange.remove(see);
  const seconds = (performance.now() - startMs) / 1_000;
  const after = await numbers();
  const grown = (name: string) => after.number(name) - before.number(name);
  const ticks = grown("orrery_tick_late_seconds_count");
  return {
    seconds,
    shownHz: (last - first) / seconds,
    missed,
    longestMs,
    joinsMs,
    skippedTicks: grown("orrery_ticks_skipped_total"),
    lateTicksShare: 1 - grown('orrery_tick_late_seconds_bucket\\{le="0.033"\\}') / ticks,
    cpuShare: grown("orrery_cpu_seconds") / seconds,
  };
}

const told = ({ shownHz, missed, longestMs, joinsMs, skippedTicks, lateTicksShare, cpuShare }: Phase) =>
  `${shownHz.toFixed(1)} ticks a second shown, ${missed} missed, longest wait ${longestMs.toFixed(0)} ms, joins ` +
  `${joinsMs.map((ms) => ms.toFixed(0)).join(" ")} ms, ${skippedTicks} ticks skipped, ` +
  `${(lateTicksShare * 100).toFixed(2)} % late by 33 ms, server at ${(cpuShare * 100).toFixed(0)} % of a core`;

it("D8: one sender who does everything at once costs another no tick, no join and nothing that is kept", async () => {
  // What others keep: a round that was played, an account, a line of chat.
  const own = await enter("create");
  const played = own.roomId;
  const thrust = encodeClientCommand({ type: "controls", bits: CONTROL.thrust, aim: 0, seen: 0 });
  own.sendBytes(TO_SERVER.command, encodeCommand(tickOf(own.state), thrust));
  await Bun.sleep(SHORTEST_ROUND_MS);
  await own.leave();
  const guest = (await (await fetch(`${server.url}/auth/guest`, { method: "POST", headers, body: "{}" })).json()) as {
    token: string;
  };
  const rounds = async () => JSON.stringify(await (await get("/rounds")).json());
  await vi.waitFor(async () => expect(await rounds()).toContain(played), { timeout: 10_000, interval: 100 });
  const replay = /"([\w-]*-\d{8})"/.exec(await rounds())?.[1] ?? "none";

  const room = await enter("joinOrCreate");
  const quiet = await watch(room, Bun.sleep(QUIET_S * 1_000));
  console.log(`flood: without it: ${told(quiet)}`);

  const command = [
    process.execPath,
    join(ROOT, "test/harness/arena/flood.ts"),
    server.url,
    ATTACKER,
    `${FLOOD_S}`,
    replay,
  ];
  const env = { ...process.env, BUN_CONFIG_MAX_HTTP_REQUESTS: "4096" };
  const generator = Bun.spawn([...onCore(1), ...command], { cwd: ROOT, env, stdout: "pipe", stderr: "pipe" });
  const flooded = await watch(room, generator.exited);
  const printed = await new Response(generator.stdout).text();
  expect([generator.exitCode, await new Response(generator.stderr).text()]).toEqual([0, ""]);
  const report = JSON.parse(printed.trim().split("\n").at(-1) ?? "") as FloodReport;
  console.log(`flood: rates tried: ${JSON.stringify(FLOOD_RATES)}`);
  console.log(`flood: done: ${JSON.stringify(report)}`);
  console.log(`flood: with it: ${told(flooded)}`);

  const held = async (budget: string) =>
    new Metrics(await (await get("/metrics")).text()).number(`orrery_budget_held\\{budget="${budget}"\\}`);
  // Whoever is gone holds nothing; the player has a socket, and the request is one.
  await vi.waitFor(
    async () => {
      const left = await Promise.all(["sockets", "feedReaders", "watchers", "openRequests"].map(held));
      expect(left.map((count, at) => count <= [1, 0, 0, 4][at])).toEqual([true, true, true, true]);
    },
    { timeout: 10_000, interval: 200 },
  );
  expect(room.connection.isOpen).toBe(true);
  expect([flooded.skippedTicks, flooded.missed]).toEqual([0, 0]);
  expect(flooded.shownHz).toBeGreaterThan(0.98 * TICK_HZ);
  expect(Math.max(...flooded.joinsMs)).toBeLessThan(1_000);
  expect((await get("/me", guest.token)).status).toBe(200);
  expect(await rounds()).toContain(played);
  expect((await get(`/rounds/${replay}`)).status).toBe(200);
}, 60_000);
