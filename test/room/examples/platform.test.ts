import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import trails from "../../../examples/trails/rules.ts";
import { type RunningServer, startServer } from "../../../server/start.ts";
import { GAMES } from "../../../shared/games.ts";
import { asAnyRules } from "../../../shared/kit/index.ts";
import { wireOf } from "../../../shared/wire/kit/index.ts";
import { type FeedClient, readBySocket, servedSchema } from "../../harness/feed-client.ts";

const WAIT = { timeout: 10_000, interval: 50 };
const rooms: Room[] = [];
let server: RunningServer;
let dataDir: string;
let feed: FeedClient;

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  dataDir = await mkdtemp(join(tmpdir(), "orrery-platform-"));
  const table = { lobby: GAMES.lobby, trails: GAMES.trails };
  server = await startServer({ port: 0, host: "127.0.0.1", logLevel: "silent", dataDir }, {}, { table });
  feed = readBySocket(server.url, "?topics=scores,rounds", await servedSchema(server.url));
});
afterAll(async () => {
  await Promise.all(rooms.filter(({ connection }) => connection.isOpen).map((room) => room.leave()));
  feed.close();
  await server.stop();
  await rm(dataDir, { recursive: true });
  vi.restoreAllMocks();
});

/** A guest who plays. @param options of the room to create */
async function guest(name: string, options: object = {}) {
  const headers = { "Content-Type": "application/json" };
  const made = await fetch(`${server.url}/auth/guest`, { method: "POST", headers, body: JSON.stringify({ name }) });
  const { token, player } = (await made.json()) as { token: string; player: { id: number } };
  const client = new Client(`${server.url}?wire=${wireOf(asAnyRules(trails))}`);
  client.auth.token = token;
  const room = await client.create("trails", { name, ...options });
  room.onMessage("*", () => {});
  rooms.push(room);
  return { id: player.id, room };
}

const heardOf = (match: string) => feed.heard.filter((message) => "match" in message && message.match === match);

it("tells the feed of a game of the kit, without a line of its own: who plays, as the schema says", async () => {
  const { id, room } = await guest("Ada");
  const match = room.roomId;
  await vi.waitFor(() => {
    expect(heardOf(match).toSorted((a, b) => (a.type < b.type ? -1 : 1))).toMatchObject([
      { type: "roundStart", game: "trails", round: 1 },
      { type: "score", game: "trails", seat: 0, player: id, name: "Ada", credits: 0, gone: false },
    ]);
  }, WAIT);
  expect(await (await fetch(`${server.url}/league/day`)).json()).toMatchObject({ game: "trails", rows: [] });
  await room.leave();
  await vi.waitFor(() => expect(heardOf(match).at(-1)).toMatchObject({ type: "score", player: id, gone: true }), WAIT);
});

it("says nothing of a private match anywhere", async () => {
  const { room: hidden } = await guest("Bob", { private: true });
  const { room: shown } = await guest("Cy");
  await vi.waitFor(() => expect(heardOf(shown.roomId).length).toBeGreaterThan(0), WAIT);
  // The feed of a room waits for a quarter of a second.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const lists = ["/live", "/rounds", "/league/day"].map(async (path) => (await fetch(server.url + path)).text());
  const said = [...(await Promise.all(lists)), JSON.stringify(feed.heard)];
  expect(said.map((text) => text.includes(hidden.roomId))).toEqual([false, false, false, false]);
  expect([said[0].includes(shown.roomId), said[3].includes(shown.roomId)]).toEqual([true, true]);
});
