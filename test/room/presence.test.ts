import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openLobby } from "../../client/games/lobby/open-lobby.ts";
import { memoryTokenStore } from "../../client/net/index.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { LOBBY_CHANNEL } from "../../shared/games/lobby/index.ts";

interface Someone {
  readonly token: string;
  readonly player: { readonly id: number; readonly name: string };
}

let dataDir: string;
let server: RunningServer;

beforeEach(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  dataDir = await mkdtemp(join(tmpdir(), "orrery-presence-"));
  server = await start(0);
});
afterEach(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
  vi.restoreAllMocks();
});

const start = (port: number) => startServer({ port, host: "127.0.0.1", dataDir, logLevel: "silent" });

async function call<T>(method: string, path: string, token: string, body?: object): Promise<T> {
  const headers = { "Content-Type": "application/json", ...(token !== "" && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return (answer.status === 204 ? null : await answer.json()) as T;
}

const guest = (name: string) => call<Someone>("POST", "/auth/guest", "", { name });
const enter = ({ token }: Someone) => openLobby({ url: server.url, token: () => token, tokens: memoryTokenStore() });

it("whoever is on a held seat after a restart is told of friends who come, and is found by name", async () => {
  const [ann, bea, cyd] = [await guest("Ann"), await guest("Bea"), await guest("Cyd")];
  await call("PUT", `/me/friends/${bea.player.id}`, ann.token);
  const here = await enter(ann);
  await vi.waitFor(() => expect(here.people().map(({ name }) => name)).toEqual(["Ann"]));
  const { port } = server;
  await server.stop();
  server = await start(port);

  const friend = await enter(bea);
  friend.open(LOBBY_CHANNEL);
  await vi.waitFor(() => expect(friend.channel(LOBBY_CHANNEL)?.status).toBe("open"));
  expect(await friend.say(LOBBY_CHANNEL, "hello @ann")).toEqual({ ok: true });
  const kinds = async () => {
    const { items } = await call<{ items: { kind: string; name: string }[] }>("GET", "/me/inbox", ann.token);
    return items.map(({ kind, name }) => `${kind} ${name}`).sort();
  };
  await vi.waitFor(async () => expect(await kinds()).toEqual(["friend Bea", "mention Bea"]), { timeout: 5_000 });
  const stranger = await enter(cyd);
  await vi.waitFor(() => expect(stranger.people()).toHaveLength(3));
  expect(await kinds()).toEqual(["friend Bea", "mention Bea"]);
  for (const lobby of [here, friend, stranger]) lobby.leave("");
});
