import { readFileSync } from "node:fs";
import { getMessageBytes, matchMaker, Protocol } from "@colyseus/core";
import type { Room } from "@colyseus/sdk";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type BudgetOverrides, Budgets } from "../../server/budgets/index.ts";
import { route } from "../../server/http/route.ts";
import { sampleTransport, transportMetrics } from "../../server/ops/catalog.ts";
import { Registry } from "../../server/ops/metrics.ts";
import { BunTransport, type BunTransportOptions } from "../../server/transport/transport.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { TRANSPORT_LIMITS } from "../../shared/wire/limits.ts";
import { OPCODE, RawSocket } from "./raw-socket.ts";
import { ending, next, quietSdk, type Running, roomOf, runBun, sdk } from "./server.ts";

const JOIN = 10;
const DATA = 13;
const { backlogBytes, backlogGraceMs, backlogHardBytes, pingAfterMs, silenceMs } = TRANSPORT_LIMITS;

let nowMs = 0;
let registry = new Registry();
let server: Running<BunTransport>;

beforeAll(quietSdk);
afterEach(() => server.stop());

async function start(options: BunTransportOptions = {}): Promise<void> {
  nowMs = 0;
  registry = new Registry();
  server = await runBun({ now: () => nowMs, metrics: transportMetrics(registry), ...options });
  sampleTransport(registry, server.transport);
}

const startWith = (changes: BudgetOverrides) => start({ budgets: new Budgets({ now: () => nowMs, changes }) });

function metric(name: string): number {
  return Number(new RegExp(`^${name} (.+)$`, "m").exec(registry.text())?.[1] ?? Number.NaN);
}

async function join(): Promise<Room> {
  const room = await sdk(server).joinOrCreate("contract");
  room.onMessage("hello", () => {});
  return room;
}

/** A client that joins and does nothing of its own. */
async function joinRaw(): Promise<{ socket: RawSocket; sessionId: string; roomId: string }> {
  const { sessionId, roomId } = await matchMaker.joinOrCreate("contract", {});
  const socket = await RawSocket.open(server.port, `/p/${roomId}?sessionId=${sessionId}`);
  await vi.waitFor(() => expect(socket.frames.length).toBeGreaterThan(0));
  socket.sendBytes(JOIN);
  // The state and what waited for the join follow the acknowledgement.
  await vi.waitFor(() => expect(socket.frames.map((frame) => frame.payload[0])).toContain(DATA));
  return { socket, sessionId, roomId };
}

function clientOf(roomId: string, sessionId: string) {
  const client = roomOf(roomId).clients.find((one) => one.sessionId === sessionId);
  if (client === undefined) throw new Error("this client has left");
  return client;
}

describe("D8: a slow consumer is bounded, then disconnected with a code of its own", () => {
  const CHUNK = 64 * 1024;

  test("past the hard bound it ends at once, while another client gets every frame", async () => {
    await start();
    const other = await join();
    const slow = await joinRaw();
    slow.socket.stopReading();
    const room = roomOf(slow.roomId);
    let peakBytes = 0;
    let sent = 0;
    while (room.clients.length === 2) {
      const shout = next<Uint8Array>(other, "blob");
      room.broadcast("blob", new Uint8Array(CHUNK).fill(sent % 256));
      peakBytes = Math.max(peakBytes, server.transport.bufferedBytes);
      expect((await shout)[0]).toBe(sent % 256);
      sent++;
    }
    expect(peakBytes).toBeGreaterThan(backlogBytes);
    expect(peakBytes).toBeLessThanOrEqual(backlogHardBytes + CHUNK + 16);
    expect(metric("orrery_slow_consumers_total")).toBe(1);
    expect(server.transport.bufferedBytes).toBe(0);
    slow.socket.readAgain();
    expect(await slow.socket.closed).toEqual(CLOSE.slowConsumer);
  });

  test("one call that overfills it neither throws nor changes who is in the room during the call", async () => {
    await start();
    const slow = await joinRaw();
    slow.socket.stopReading();
    const room = roomOf(slow.roomId);
    // More than the kernel takes, in one turn of the event loop.
    for (let bytes = 0; bytes < 32 * 1024 * 1024; bytes += CHUNK) {
      room.broadcast("blob", new Uint8Array(CHUNK));
      expect(room.clients.length).toBe(1);
    }
    expect(server.transport.bufferedBytes).toBeLessThanOrEqual(backlogHardBytes + CHUNK + 16);
    await vi.waitFor(() => expect(room.clients.length).toBe(0));
    expect(metric("orrery_slow_consumers_total")).toBe(1);
    slow.socket.destroy();
  });

  test("above the soft bound it has the grace time, whether or not anything more is sent", async () => {
    await start();
    const slow = await joinRaw();
    slow.socket.stopReading();
    const client = clientOf(slow.roomId, slow.sessionId);
    while (server.transport.bufferedBytes <= backlogBytes) {
      client.sendBytes("blob", new Uint8Array(CHUNK));
      await new Promise(setImmediate);
    }
    expect(metric("orrery_backpressure_bytes")).toBe(server.transport.bufferedBytes);
    nowMs += backlogGraceMs - 1;
    server.transport.sweep();
    expect(metric("orrery_slow_consumers_total")).toBe(0);
    nowMs += 1;
    server.transport.sweep();
    expect(metric("orrery_slow_consumers_total")).toBe(1);
    slow.socket.readAgain();
    expect(await slow.socket.closed).toEqual(CLOSE.slowConsumer);
  });

  test("one that catches up within the grace time stays", async () => {
    await start();
    const slow = await joinRaw();
    slow.socket.stopReading();
    const client = clientOf(slow.roomId, slow.sessionId);
    while (server.transport.bufferedBytes <= backlogBytes) {
      client.sendBytes("blob", new Uint8Array(CHUNK));
      await new Promise(setImmediate);
    }
    nowMs += backlogGraceMs - 1;
    slow.socket.readAgain();
    await vi.waitFor(() => expect(server.transport.bufferedBytes).toBe(0));
    nowMs += 1;
    server.transport.sweep();
    expect([metric("orrery_slow_consumers_total"), server.transport.sockets]).toEqual([0, 1]);
    slow.socket.destroy();
  });

  test("what is held for a client that never acknowledges its join is bounded", async () => {
    await start();
    const { sessionId, roomId } = await matchMaker.joinOrCreate("contract", {});
    const socket = await RawSocket.open(server.port, `/p/${roomId}?sessionId=${sessionId}`);
    await vi.waitFor(() => expect(roomOf(roomId).clients.length).toBe(1));
    const client = clientOf(roomId, sessionId) as unknown as { _enqueuedMessages: Uint8Array[] };
    for (let bytes = 0; bytes <= TRANSPORT_LIMITS.unjoinedBytes; bytes += 1_024) {
      roomOf(roomId).broadcast("blob", new Uint8Array(1_024));
    }
    expect(client._enqueuedMessages.length).toBeLessThanOrEqual(TRANSPORT_LIMITS.unjoinedBytes / 1_024);
    expect(await socket.closed).toEqual(CLOSE.slowConsumer);
  });
});

describe("D8: a silent socket is pinged, then dead", () => {
  test("a half-open socket ends although patches still go out to it; a living one stays", async () => {
    await start();
    const other = await join();
    const dead = await joinRaw();
    const room = roomOf(dead.roomId);
    nowMs = pingAfterMs;
    server.transport.sweep();
    await vi.waitFor(() => expect(dead.socket.frames.at(-1)?.opcode).toBe(OPCODE.ping));
    await vi.waitFor(() =>
      expect((clientOf(other.roomId, other.sessionId) as unknown as { lastReceivedMs: number }).lastReceivedMs).toBe(
        nowMs,
      ),
    );
    nowMs = silenceMs;
    room.broadcast("shout", "the server speaks");
    server.transport.sweep();
    expect((await dead.socket.closed).code).toBe(1006);
    await vi.waitFor(() => expect(room.dropped).toEqual([1006]));
    expect(Array.from(room.clients, (client) => client.sessionId)).toEqual([other.sessionId]);
    expect(metric("orrery_silent_sockets_total")).toBe(1);
  });
});

describe("D8: rates and counts of requests are limited", () => {
  const seat = (method: string) => fetch(`${server.url}/matchmake/${method}/contract`, { method: "POST", body: "{}" });

  test.each([
    ["seats", "joinOrCreate", { matchmakes: { address: { perSecond: 1, burst: 3 } } }],
    ["rooms", "create", { roomsMade: { address: { perSecond: 1, burst: 3 } } }],
  ] as const)(
    "an address that asks for too many %s is refused until its rate allows one more",
    async (_what, method, changes) => {
      await startWith(changes);
      for (let at = 0; at < 3; at++) expect((await seat(method)).status).toBe(200);
      const refused = await seat(method);
      expect([refused.status, await refused.json()]).toEqual([429, { code: 429, error: expect.any(String) }]);
      nowMs += 1_000;
      expect((await seat(method)).status).toBe(200);
      expect((await seat(method)).status).toBe(429);
      expect(metric('orrery_requests_refused_total\\{reason="tooManyRequests"\\}')).toBe(2);
    },
  );

  test("making rooms is limited before taking seats is", async () => {
    await startWith({ roomsMade: { address: { perSecond: 1, burst: 1 } } });
    expect((await seat("create")).status).toBe(200);
    expect((await seat("create")).status).toBe(429);
    expect((await seat("joinOrCreate")).status).toBe(200);
  });

  test("an address that opens too many sockets is refused, and told when to come again", async () => {
    await startWith({ upgrades: { address: { perSecond: 0.1, burst: 1 } } });
    const first = await RawSocket.open(server.port, "/p/r?sessionId=s");
    await first.closed;
    const headers = { Upgrade: "websocket", Connection: "Upgrade" };
    expect((await fetch(`${server.url}/p/r?sessionId=s`, { headers })).headers.get("retry-after")).toBe("10");
    expect((await RawSocket.request(server.port, "/p/r?sessionId=s")).status).toBe(429);
  });

  test("no more sockets are opened than the limit", async () => {
    for (const [by, status] of [
      ["process", 503],
      ["address", 429],
    ] as const) {
      await startWith({ sockets: { [by]: 1 } });
      const { socket } = await joinRaw();
      expect((await RawSocket.request(server.port, "/p/r?sessionId=s")).status).toBe(status);
      socket.destroy();
      await vi.waitFor(async () => {
        const next = await RawSocket.request(server.port, "/p/r?sessionId=s");
        next.socket?.destroy();
        expect(next.status).toBe(101);
      });
    }
  });
});

describe("D7: only allowed pages may take seats and open sockets", () => {
  const ask = (origin: string | undefined, method = "POST") =>
    fetch(`${server.url}/matchmake/joinOrCreate/contract`, {
      method,
      headers: origin === undefined ? {} : { Origin: origin },
      ...(method === "POST" && { body: "{}" }),
    });

  test.each([
    { allowedOrigins: "same-host", page: "its own", allowed: true },
    { allowedOrigins: "same-host", page: undefined, allowed: true },
    { allowedOrigins: "same-host", page: "http://other.example", allowed: false },
    { allowedOrigins: ["https://a.example"], page: "https://a.example", allowed: true },
    { allowedOrigins: ["https://a.example"], page: "http://a.example", allowed: false },
    { allowedOrigins: ["https://a.example"], page: "its own", allowed: false },
    { allowedOrigins: "*", page: "http://other.example", allowed: true },
  ] as const)("where $allowedOrigins is allowed, page $page: $allowed", async ({ allowedOrigins, page, allowed }) => {
    await start({ allowedOrigins });
    const origin = page === "its own" ? server.url : page;
    const answer = await ask(origin);
    expect(answer.status).toBe(allowed ? 200 : 403);
    expect(answer.headers.get("access-control-allow-origin")).toBe(allowed && origin !== undefined ? origin : null);
    const preflight = await ask(origin, "OPTIONS");
    expect(preflight.status).toBe(allowed ? 204 : 403);
    const upgrade = await RawSocket.request(
      server.port,
      "/p/r?sessionId=s",
      origin === undefined ? {} : { Origin: origin },
    );
    expect(upgrade.status).toBe(allowed ? 101 : 403);
    await upgrade.socket?.closed;
  });
});

describe("the port", () => {
  test("speaks TLS when it has a certificate", async () => {
    const pem = (name: string) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url), "utf8");
    await start({ tls: { cert: pem("test-only-cert"), key: pem("test-only-key") } });
    const trust = { tls: { ca: pem("test-only-cert") } };
    const answer = await fetch(`${server.url}/matchmake/joinOrCreate/contract`, {
      method: "POST",
      body: "{}",
      ...trust,
    });
    const { sessionId, roomId } = (await answer.json()) as { sessionId: string; roomId: string };
    const address = `wss://127.0.0.1:${server.port}/p/${roomId}?sessionId=${sessionId}`;
    const socket = new WebSocket(address, trust as unknown as string[]);
    socket.binaryType = "arraybuffer";
    const first = await new Promise<ArrayBuffer>((resolve, reject) => {
      socket.onmessage = ({ data }) => resolve(data as ArrayBuffer);
      socket.onerror = reject;
    });
    expect(new Uint8Array(first)[0]).toBe(JOIN);
    socket.close();
    await expect(fetch(server.url.replace("https", "http"))).rejects.toThrow();
  });

  test("serves the application's routes beside matchmaking", async () => {
    const answer = (text: string) => ({ GET: route({ right: "everyone", answer: () => new Response(text) }) });
    await start({ http: [{ table: { "/": answer("page"), "/healthz": answer("fine") } }] });
    expect(await (await fetch(server.url)).text()).toBe("page");
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("fine");
    expect((await join()).sessionId).toMatch(/\S/);
  });

  test("reports a port that is taken", async () => {
    await start();
    const taken = new BunTransport();
    const told = vi.fn();
    taken.listen(server.port, "127.0.0.1", undefined, told);
    expect(told.mock.calls[0]?.[0]).toMatchObject({ code: "EADDRINUSE" });
  });

  test("closes every socket with the code on which clients come back, and waits for a stuck request only so long", async () => {
    let asked = () => {};
    const stuck = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const hang = () => {
      asked();
      return new Promise<Response>(() => {});
    };
    await start({
      limits: { shutdownGraceMs: 50 },
      http: [{ table: { "/hang": { GET: route({ right: "everyone", answer: hang }) } } }],
    });
    const { socket } = await joinRaw();
    const request = fetch(`${server.url}/hang`).catch(() => "cut off");
    await stuck;
    server.transport.shutdown();
    expect(await socket.closed).toEqual(CLOSE.restarting);
    await server.transport.stopped;
    expect(await request).toBe("cut off");
    expect(server.transport.sockets).toBe(0);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  test("a shutdown by way of core keeps core's code, which says that the room is over", async () => {
    await start();
    const room = await join();
    room.reconnection.enabled = false;
    const end = ending(room);
    await server.stop();
    expect((await end).code).toBe(4001);
  });
});

describe("simulated latency", () => {
  test("delays what one transport sends, in order, on its own clock", async () => {
    const timers: { run: () => void; atMs: number }[] = [];
    await start({ schedule: (run, delayMs) => timers.push({ run, atMs: nowMs + delayMs }) });
    const room = await join();
    const seen: string[] = [];
    room.onMessage("echo", (body: string) => seen.push(body));
    await room.request("double", 1);
    const client = clientOf(room.roomId, room.sessionId);
    const advance = (toMs: number) => {
      nowMs = toMs;
      for (const timer of timers.splice(0)) {
        if (timer.atMs <= nowMs) timer.run();
        else timers.push(timer);
      }
    };
    server.transport.simulateLatency(100);
    const frame = getMessageBytes.raw(Protocol.ROOM_DATA, "echo", "first");
    client.raw(frame);
    // Core encodes the next patch into the same memory.
    frame.fill(0);
    nowMs = 50;
    server.transport.simulateLatency(0);
    client.send("echo", "second");
    advance(99);
    expect(timers).toHaveLength(1);
    expect(seen).toEqual([]);
    advance(100);
    await vi.waitFor(() => expect(seen).toEqual(["first", "second"]));
    client.send("echo", "third");
    expect(timers).toEqual([]);
    await vi.waitFor(() => expect(seen).toEqual(["first", "second", "third"]));
  });
});
