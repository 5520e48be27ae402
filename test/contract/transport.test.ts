import { matchMaker } from "@colyseus/core";
import type { Room } from "@colyseus/sdk";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { ending, next, quietSdk, type Running, roomOf, runBun, runStock, sdk } from "./server.ts";

const TRANSPORTS = [
  ["on Bun.serve", runBun],
  ["stock ws-transport", runStock],
] as const;

describe.each(TRANSPORTS)("transport contract: %s", (_name, start) => {
  let server: Running;
  const open: Room[] = [];

  beforeAll(async () => {
    quietSdk();
    server = await start();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((room) => (room.connection.isOpen ? room.leave() : undefined)));
  });
  afterAll(() => server.stop());

  async function join(options: object = {}): Promise<Room> {
    const room = await sdk(server).joinOrCreate("contract", options);
    room.onMessage("hello", () => {});
    open.push(room);
    return room;
  }

  async function post(path: string, body: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${server.url}${path}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test("a client joins and receives the whole state", async () => {
    const first = await join();
    roomOf(first.roomId).state.count = 7;
    const second = await join();
    await vi.waitFor(() => expect(second.state).toMatchObject({ count: 7 }));
    expect(roomOf(first.roomId).clients.map((client) => client.sessionId)).toContain(second.sessionId);
  });

  test("a state patch reaches every client", async () => {
    const [first, second] = [await join(), await join()];
    const before = roomOf(first.roomId).state.count;
    first.send("add", 5);
    await vi.waitFor(() => {
      expect(first.state).toMatchObject({ count: before + 5 });
      expect(second.state).toMatchObject({ count: before + 5 });
    });
  });

  test("what a room sends while a client joins arrives once it has joined", async () => {
    const room = await sdk(server).joinOrCreate("contract");
    open.push(room);
    expect(await next<string>(room, "hello")).toBe(room.sessionId);
  });

  test("messages go both ways and to everyone", async () => {
    const [first, second] = [await join(), await join()];
    const echo = next(first, "echo");
    const shouts = [next(first, "shout"), next(second, "shout")];
    first.send("echo", { a: [1, "two"] });
    first.send("shout", "hear");
    expect(await echo).toEqual({ a: [1, "two"] });
    expect(await Promise.all(shouts)).toEqual(["hear", "hear"]);
  });

  test("bytes go both ways", async () => {
    const room = await join();
    const answer = next<Uint8Array>(room, "bytes");
    room.sendBytes("bytes", Uint8Array.of(0, 1, 254, 255));
    expect([...(await answer)]).toEqual([255, 254, 1, 0]);
  });

  test("a request is answered", async () => {
    const room = await join();
    expect(await room.request("double", 21)).toBe(42);
  });

  test("frames of one socket keep their order", async () => {
    const room = await join();
    const sent = Array.from({ length: 300 }, (_, at) => at);
    for (const value of sent) room.send("number", value);
    await room.request("double", 0);
    expect(roomOf(room.roomId).numbers.slice(-sent.length)).toEqual(sent);
  });

  test("large frames within the limits pass in both directions", async () => {
    const room = await join();
    const up = "u".repeat(8_000);
    const echo = next(room, "echo");
    room.send("echo", up);
    expect(await echo).toBe(up);
    const blob = next<Uint8Array>(room, "blob");
    room.send("blob", 200_000);
    expect((await blob).length).toBe(200_000);
  });

  test("the SDK's ping is answered", async () => {
    const room = await join();
    expect(await new Promise((resolve) => room.ping(resolve))).toBeGreaterThanOrEqual(0);
  });

  test("a consented leave ends with 4000 on both sides", async () => {
    const room = await join();
    const inside = roomOf(room.roomId);
    await join();
    expect(await room.leave()).toBe(4000);
    expect(inside.left.at(-1)).toBe(4000);
  });

  test("a room ends a socket with its own code and reason", async () => {
    const room = await join();
    const end = ending(room);
    room.send("kick", [4123, "enough"]);
    expect(await end).toEqual({ code: 4123, reason: "enough" });
  });

  test("a dropped socket comes back to its seat by itself", async () => {
    const room = await join();
    const inside = roomOf(room.roomId);
    room.reconnection.minUptime = 0;
    const back = new Promise<void>((resolve) => room.onReconnect(() => resolve()));
    room.connection.close(4010);
    await back;
    expect(inside.clients.map((client) => client.sessionId)).toContain(room.sessionId);
    const echo = next(room, "echo");
    room.send("echo", "again");
    expect(await echo).toBe("again");
  });

  test("a reconnection token takes the seat back through matchmaking", async () => {
    const room = await join();
    const token = room.reconnectionToken;
    room.reconnection.enabled = false;
    const end = ending(room);
    room.connection.close();
    await end;
    const again = await sdk(server).reconnect(token);
    open.push(again);
    expect(again.sessionId).toBe(room.sessionId);
  });

  test("the process id of a room's address may be an old one", async () => {
    const seat = await matchMaker.joinOrCreate("contract", {});
    const room = await sdk(server).consumeSeatReservation({ ...seat, processId: "gone-long-ago" });
    open.push(room);
    expect(room.sessionId).toBe(seat.sessionId);
  });

  test.each([
    ["an unknown room", async () => ({ ...(await matchMaker.joinOrCreate("contract", {})), roomId: "nowhere" })],
    ["an unknown session", async () => ({ ...(await matchMaker.joinOrCreate("contract", {})), sessionId: "nobody" })],
    [
      "a bad reconnection token",
      async () => {
        const room = await join();
        return {
          ...(await matchMaker.joinOrCreate("contract", {})),
          sessionId: room.sessionId,
          reconnectionToken: "no",
        };
      },
    ],
  ])("%s is refused with 524", async (_case, seat) => {
    await expect(sdk(server).consumeSeatReservation(await seat())).rejects.toMatchObject({ code: 524 });
  });

  test("a room's refusal reaches the client with its code and reason", async () => {
    await expect(join({ refuse: true })).rejects.toMatchObject({ code: 4321, message: "the room refuses" });
  });

  test.each([
    ["an unknown room name", "/matchmake/joinOrCreate/nothing", "{}", 520],
    ["an unknown method", "/matchmake/explode/contract", "{}", 520],
    ["an unknown room id", "/matchmake/joinById/nowhere", "{}", 522],
  ])("matchmaking refuses %s with {code, error}", async (_case, path, body, status) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ code: status, error: expect.any(String) });
  });

  test("a body that is no JSON is refused with 400 and an error", async () => {
    const answer = await post("/matchmake/joinOrCreate/contract", "{");
    expect(answer).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  });

  test.each(["/nothing", "/matchmake", "/matchmake/joinOrCreate", "/matchmake//contract"])(
    "%s is 404",
    async (path) => {
      expect((await fetch(`${server.url}${path}`, { method: "POST" })).status).toBe(404);
    },
  );

  test("core's own routes answer", async () => {
    const response = await fetch(`${server.url}/__healthcheck`);
    expect([response.status, await response.text()]).toEqual([200, "OK"]);
  });
});
