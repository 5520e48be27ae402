import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LobbyLink } from "../../client/games/lobby/lobby-link.ts";
import { joinLobby, until } from "../harness/lobby-crowd.ts";
import { startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

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
