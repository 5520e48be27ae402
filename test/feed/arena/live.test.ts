import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";
import { type FeedClient, readBySocket, servedSchema } from "../../harness/feed-client.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";

let server: ServerProcess;
let reader: FeedClient;

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  server = await startServerProcess({ LOG_LEVEL: "error" });
  reader = readBySocket(server.url, "?topics=scores,rounds", await servedSchema(server.url));
  for (let i = 0; i < 2; i++) await reader.next("subscribed");
});
afterAll(async () => {
  reader.close();
  await server.stop();
  vi.restoreAllMocks();
});

it("the feed tells what happens in matches of the arena, but not in private ones", async () => {
  const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`);
  const enter = async (room: Promise<Room>) => {
    (await room).onMessage("*", () => {});
    return room;
  };
  for (const [name, options] of [
    ["Secret", { private: true }],
    ["Open", {}],
  ] as const) {
    const first = await enter(client.create("arena", { name, ...options }));
    const second = await enter(client.joinById(first.roomId, { name: `${name} 2` }));
    // Once there is a tick after it.
    await new Promise((resolve) => first.onStateChange.once(resolve));
    await second.leave();
    for (let gone = name === "Secret"; !gone; ) {
      const score = await reader.next("score");
      expect(score).toMatchObject({ match: first.roomId, name: expect.stringMatching(/^Open/) });
      gone = score.name === "Open 2" && score.gone === true;
    }
    await first.leave();
  }
});
