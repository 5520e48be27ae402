import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LOAD_ENV } from "../harness/load-token.ts";
import { at, Chatter, cpuSeconds, joinLobby, pause, until } from "../harness/lobby-crowd.ts";
import { startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

/** `LOBBY_BOTS=500 LOBBY_SECONDS=10` is the full measure. */
const BOTS = Number(process.env.LOBBY_BOTS ?? 500);
const SECONDS = Number(process.env.LOBBY_SECONDS ?? 6);
/** As often as the lobby lets anyone speak for long. */
const SAY_EVERY_MS = 2_000;
/** Taken in at once. */
const RAMP = 25;

beforeAll(() => void vi.spyOn(console, "info").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

const SERVER = [`${ROOT}/test/harness/lobby-server.ts`];

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
