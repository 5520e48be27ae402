import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Connection, memoryTokenStore } from "../../client/net/index.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { ATTEMPT_PARAMETER } from "../../shared/wire/attempt.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { readState } from "../../shared/wire/kit/index.ts";
import { MATCH_GAME } from "../harness/match-game.ts";

let server: RunningServer;
let dataDir: string;
/** Addresses of all sockets that were opened. The SDK takes what opens them when it is loaded. */
const opened = vi.hoisted(() => {
  const all: string[] = [];
  const { WebSocket } = globalThis;
  globalThis.WebSocket = class extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      all.push(String(given[0]));
      super(...given);
    }
  };
  return all;
});

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
  server = await startServer({ port: 0, host: "127.0.0.1", dataDir, logLevel: "silent" });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

interface Someone {
  readonly token: string;
  readonly player: { readonly name: string };
}

async function post(path: string, body: object, token?: string): Promise<Someone> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return JSON.parse((await response.text()) || "null");
}

/** Whose name is known by their token alone. */
async function account(name: string): Promise<Someone> {
  const { token } = await post("/auth/guest", {});
  return post("/auth/register", { name, password: "long enough" }, token);
}

function connect(token?: (refused?: string) => Promise<string | null>, room: string = MATCH_GAME.name) {
  return new Connection<never>({
    ...{
      url: server.url,
      room,
      join: { name: "Somebody" },
      tokens: memoryTokenStore(),
      wire: MATCH_GAME.wire,
    },
    ...(token !== undefined && { token }),
  });
}

const namesIn = (state: object) => readState(MATCH_GAME.rules, state).seats.map(({ name }) => name);

/** Names of the players whom a connection sees. */
function seen(connection: Connection<never>): Promise<() => string[]> {
  return new Promise((resolve) => {
    const nothing = () => {};
    const handlers = {
      welcome: nothing,
      events: nothing,
      pong: nothing,
      refusal: nothing,
      check: nothing,
      status: nothing,
    };
    connection.listen({
      ...handlers,
      patch: (state) => resolve(() => namesIn(state)),
    });
  });
}

describe("the address of a socket", () => {
  it("names a reserved seat, and never who sits there, who is known all the same and comes back by the seat's own token", async () => {
    const ada = await account("Ada");
    const connection = connect(async () => ada.token);
    const names = seen(connection);
    await connection.open();
    await vi.waitFor(async () => expect((await names)()).toContain("Ada"));
    connection.dropSocket();
    await vi.waitFor(() => expect(connection.reconnects).toBe(1), { timeout: 5_000 });
    connection.leave("");
    const own = opened.splice(0);
    expect(own.length).toBeGreaterThanOrEqual(2);
    for (const address of own) {
      expect(address).not.toContain(ada.token);
      const parameters = [...new URL(address).searchParams.keys()];
      const declared = ["sessionId", "reconnectionToken", "skipHandshake", FINGERPRINT_PARAMETER, ATTEMPT_PARAMETER];
      expect(parameters.filter((name) => !declared.includes(name))).toEqual([]);
    }
  });

  it("is good for one socket, which it was given for", async () => {
    const reserve = `${server.url}/matchmake/joinOrCreate/${MATCH_GAME.name}?${FINGERPRINT_PARAMETER}=${MATCH_GAME.wire}`;
    const response = await fetch(reserve, { method: "POST", body: JSON.stringify({ name: "Bea" }) });
    const { roomId, sessionId, processId } = (await response.json()) as Record<string, string>;
    const path = (session = sessionId) =>
      `${server.url.replace("http", "ws")}/${processId}/${roomId}?sessionId=${session}&${FINGERPRINT_PARAMETER}=${MATCH_GAME.wire}`;
    const first = new WebSocket(path());
    first.binaryType = "arraybuffer";
    await new Promise((resolve) => first.addEventListener("message", resolve, { once: true }));
    for (const session of [sessionId, "another-1"]) {
      const other = new WebSocket(path(session));
      const code = await new Promise((resolve) => other.addEventListener("close", (event) => resolve(event.code)));
      expect(code).toBe(4002);
    }
    expect(first.readyState).toBe(WebSocket.OPEN);
    first.close();
  });

  it("may hold what stock clients put there, which is looked at by nobody: over or none at all", async () => {
    const eve = await account("Eve");
    const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${MATCH_GAME.wire}`);
    client.auth.token = eve.token;
    const room = await client.joinOrCreate<object>(MATCH_GAME.name, { name: "Whoever" });
    room.onMessage("*", () => {});
    await vi.waitFor(() => expect(namesIn(room.state)).toContain("Eve"));
    await post("/auth/logout", {}, eve.token);
    Object.assign(room.reconnection, { minUptime: 0, delay: 10 });
    const back = new Promise((resolve) => room.onReconnect(() => resolve("back")));
    room.connection.close(4010);
    expect(await back).toBe("back");
    expect(opened.splice(0).at(-1)).toContain(eve.token);
    await room.leave();
  });
});

describe("a request for a seat", () => {
  it("is made again with another token where the first is over, and is refused where there is no other", async () => {
    const [gone, next] = [await account("Gone"), await account("Next")];
    await post("/auth/logout", {}, gone.token);
    const asked: (string | undefined)[] = [];
    const renewing = connect(async (refused) => {
      asked.push(refused);
      return refused === undefined ? gone.token : next.token;
    });
    const names = seen(renewing);
    await renewing.open();
    await vi.waitFor(async () => expect((await names)()).toContain("Next"));
    expect(asked).toEqual([undefined, gone.token]);
    renewing.leave("");
    await expect(connect(async () => gone.token).open()).rejects.toMatchObject({ code: ROOM_REFUSAL.signInFirst });
  });
});
