import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LobbyLink } from "../../client/games/lobby/lobby-link.ts";
import { LOAD_ENV } from "../harness/load-token.ts";
import { at, Chatter, cpuSeconds, joinLobby } from "../harness/lobby-crowd.ts";
import { startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

/** `LOBBY_BOTS=500 LOBBY_SECONDS=10` is the full measure. */
const BOTS = Number(process.env.LOBBY_BOTS ?? 500);
const SECONDS = Number(process.env.LOBBY_SECONDS ?? 6);
/** As often as the lobby lets anyone speak for long. */
const SAY_EVERY_MS = 2_000;
/** Taken in at once. */
const RAMP = 25;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean, what: string, mostMs = 20_000): Promise<void> {
  const endMs = performance.now() + mostMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await pause(20);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

beforeAll(() => void vi.spyOn(console, "info").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

const SERVER = [`${ROOT}/test/harness/lobby-server.ts`];

describe("a lobby whose server is killed", () => {
  it("goes on with its lines, people and matches, and clients have neither gaps nor repeats", {
    timeout: 60_000,
  }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "orrery-lobby-"));
    const port = await freePort();
    const env = { DATA_DIR: dataDir, PORT: `${port}` };
    let server = await startServerProcess(env, [...SERVER, "--match"]);
    const bots = await Promise.all([1, 2, 3, 4].map((player) => joinLobby(server.url, player)));
    const [ada, , bob, eve] = bots;
    const read = () => bots.every(({ lobby }) => lobby.channel("lobby")?.status === "open");
    try {
      for (const { lobby } of bots) lobby.open("match/m1");
      await until(() => read() && ada.lobby.people().length === 4 && ada.lobby.matches().length === 1, "all are in");
      const said: string[] = [];
      for (let kill = 1; kill <= 3; kill++) {
        for (const [i, { lobby }] of bots.entries()) {
          const text = `before kill ${kill}, by ${i}`;
          expect(await lobby.say("lobby", text)).toEqual({ ok: true });
          said.push(text);
        }
        expect(await bob.lobby.say("match/m1", `of the match, ${kill}`)).toEqual({ ok: true });
        // Said by one while another is away: it has to come with the return.
        ada.connection.dropSocket();
        expect(await eve.lobby.say("lobby", `while one is away, ${kill}`)).toEqual({ ok: true });
        said.push(`while one is away, ${kill}`);
        await server.kill();
        await until(() => bots.every(({ connection }) => connection.status !== "live"), "every socket is gone");
        server = await startServerProcess(env, SERVER);
        await until(() => bots.every(({ connection }) => connection.status === "live") && read(), "all are back");
        const here = (lobby: LobbyLink) => lobby.people().map(({ player, away }) => (away ? 0 : player));
        await until(() => bots.every(({ lobby }) => here(lobby).join() === "1,2,3,4"), "all see all again");
        // Its match is told of by nobody any more; until that shows, it is as it was.
        if (kill === 1)
          expect(ada.lobby.matches()).toMatchObject([
            { room: "m1", round: 3, people: 2, scores: [{ player: 1, credits: 250, kills: 2, deaths: 1 }] },
          ]);
        if (kill === 1)
          expect(ada.lobby.channel("match/m1")?.messages.map(({ text }) => text)).toEqual(["of the match, 1"]);
        await server.kill();
        server = await startServerProcess(env, [...SERVER, "--match"]);
        await until(() => bots.every(({ connection }) => connection.status === "live") && read(), "all are back");
      }
      await until(() => bots.every(({ heard }) => heard.length === said.length), "all have every line");
      for (const { heard } of bots) {
        expect(heard.map(({ text }) => text)).toEqual(said);
        expect(heard.map(({ id }) => id)).toEqual(said.map((_, i) => i + 1));
      }
      expect(bots.map(({ connection }) => connection.reconnects >= 6)).toEqual(bots.map(() => true));
    } finally {
      for (const { connection } of bots) connection.abandon();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe(`${BOTS} in a lobby, each speaking as often as it may`, () => {
  it("all hear every line, in one order, without gaps, and nobody is refused", { timeout: 90_000 }, async () => {
    const server = await startServerProcess(LOAD_ENV, SERVER);
    const bots = Array.from({ length: BOTS }, (_, i) => new Chatter(server.url, i + 1));
    try {
      for (let i = 0; i < BOTS; i += RAMP)
        await Promise.all(bots.slice(i, i + RAMP).map(({ connection }) => connection.open()));
      // Like a page, one that keeps everything.
      const page = await joinLobby(server.url, BOTS + 1);
      await until(() => bots.every(({ open }) => open) && page.lobby.channel("lobby")?.status === "open", "all read");
      const bytesIn = () => bots.reduce((sum, { connection }) => sum + connection.bytesIn, 0);
      const before = { cpuS: await cpuSeconds(server.url), bytes: bytesIn(), ms: performance.now() };
      const endMs = performance.now() + SECONDS * 1000;
      await Promise.all(
        bots.map(async (bot, i) => {
          await pause((i / BOTS) * SAY_EVERY_MS);
          for (let n = 0; performance.now() < endMs; n++) {
            bot.say(`line ${n} of ${bot.player}: about as long as people's lines are`);
            await pause(SAY_EVERY_MS * 1.02);
            // As people do, it waits for its line to be there.
            while (!bot.answered && bot.refused.length === 0) await pause(50);
          }
        }),
      );
      await until(() => bots.every(({ last }) => last === bots[0].last), "all have the last line");
      const seconds = (performance.now() - before.ms) / 1000;
      const cpu = (await cpuSeconds(server.url)) - before.cpuS;
      const bytes = (bytesIn() - before.bytes) / BOTS / seconds;
      const said = bots.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0);
      expect(bots.flatMap(({ refused }) => refused)).toEqual([]);
      expect(bots.map(({ gaps }) => gaps)).toEqual(bots.map(() => 0));
      expect(new Set(bots.map(({ heard, last }) => `${heard} ${last}`))).toEqual(new Set([`${said} ${said}`]));
      expect(new Set(bots.map(({ order }) => order)).size).toBe(1);
      await until(() => page.heard.length === said, "the page has all of it");
      expect(page.heard.map(({ id }) => id)).toEqual(Array.from({ length: said }, (_, i) => i + 1));
      const latencies = bots.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
      const figures = `p50 ${Math.round(at(latencies, 0.5))} ms, p99 ${Math.round(at(latencies, 0.99))} ms`;
      console.log(`${BOTS} in the lobby: ${said} lines in ${seconds.toFixed(1)} s, from say to line ${figures};`);
      console.log(
        `  the server takes ${((100 * cpu) / seconds).toFixed(0)}% of a processor, a client ${bytes.toFixed(0)} B/s`,
      );
      page.lobby.leave("");
    } finally {
      for (const { connection } of bots) connection.abandon();
      await server.stop();
    }
  });
});
