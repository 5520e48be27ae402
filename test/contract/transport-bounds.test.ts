import { matchMaker } from "@colyseus/core";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { CLOSE } from "../../shared/wire/codes.ts";
import { TRANSPORT_LIMITS } from "../../shared/wire/limits.ts";
import { OPCODE, RawSocket } from "./raw-socket.ts";
import { next, quietSdk, roomOf } from "./server.ts";
import { clientOf, TransportLab } from "./transport-lab.ts";

const { backlogBytes, backlogGraceMs, backlogHardBytes, pingAfterMs, silenceMs } = TRANSPORT_LIMITS;
const lab = new TransportLab();

beforeAll(quietSdk);
afterEach(() => lab.server.stop());

describe("D8: a slow consumer is bounded, then disconnected with a code of its own", () => {
  const CHUNK = 64 * 1024;

  test("past the hard bound it ends at once, while another client gets every frame", async () => {
    await lab.start();
    const other = await lab.join();
    const slow = await lab.joinRaw();
    slow.socket.stopReading();
    const room = roomOf(slow.roomId);
    let peakBytes = 0;
    let sent = 0;
    while (room.clients.length === 2) {
      const shout = next<Uint8Array>(other, "blob");
      room.broadcast("blob", new Uint8Array(CHUNK).fill(sent % 256));
      peakBytes = Math.max(peakBytes, lab.server.transport.bufferedBytes);
      expect((await shout)[0]).toBe(sent % 256);
      sent++;
    }
    expect(peakBytes).toBeGreaterThan(backlogBytes);
    expect(peakBytes).toBeLessThanOrEqual(backlogHardBytes + CHUNK + 16);
    expect(lab.metric("orrery_slow_consumers_total")).toBe(1);
    expect(lab.server.transport.bufferedBytes).toBe(0);
    slow.socket.readAgain();
    expect(await slow.socket.closed).toEqual(CLOSE.slowConsumer);
  });

  test("one call that overfills it neither throws nor changes who is in the room during the call", async () => {
    await lab.start();
    const slow = await lab.joinRaw();
    slow.socket.stopReading();
    const room = roomOf(slow.roomId);
    // More than the kernel takes, in one turn of the event loop.
    for (let bytes = 0; bytes < 32 * 1024 * 1024; bytes += CHUNK) {
      room.broadcast("blob", new Uint8Array(CHUNK));
      expect(room.clients.length).toBe(1);
    }
    expect(lab.server.transport.bufferedBytes).toBeLessThanOrEqual(backlogHardBytes + CHUNK + 16);
    await vi.waitFor(() => expect(room.clients.length).toBe(0));
    expect(lab.metric("orrery_slow_consumers_total")).toBe(1);
    slow.socket.destroy();
  });

  test("above the soft bound it has the grace time, whether or not anything more is sent", async () => {
    await lab.start();
    const slow = await lab.joinRaw();
    slow.socket.stopReading();
    const client = clientOf(slow.roomId, slow.sessionId);
    while (lab.server.transport.bufferedBytes <= backlogBytes) {
      client.sendBytes("blob", new Uint8Array(CHUNK));
      await new Promise(setImmediate);
    }
    expect(lab.metric("orrery_backpressure_bytes")).toBe(lab.server.transport.bufferedBytes);
    lab.nowMs += backlogGraceMs - 1;
    lab.server.transport.sweep();
    expect(lab.metric("orrery_slow_consumers_total")).toBe(0);
    lab.nowMs += 1;
    lab.server.transport.sweep();
    expect(lab.metric("orrery_slow_consumers_total")).toBe(1);
    slow.socket.readAgain();
    expect(await slow.socket.closed).toEqual(CLOSE.slowConsumer);
  });

  test("one that catches up within the grace time stays", async () => {
    await lab.start();
    const slow = await lab.joinRaw();
    slow.socket.stopReading();
    const client = clientOf(slow.roomId, slow.sessionId);
    while (lab.server.transport.bufferedBytes <= backlogBytes) {
      client.sendBytes("blob", new Uint8Array(CHUNK));
      await new Promise(setImmediate);
    }
    lab.nowMs += backlogGraceMs - 1;
    slow.socket.readAgain();
    await vi.waitFor(() => expect(lab.server.transport.bufferedBytes).toBe(0));
    lab.nowMs += 1;
    lab.server.transport.sweep();
    expect([lab.metric("orrery_slow_consumers_total"), lab.server.transport.sockets]).toEqual([0, 1]);
    slow.socket.destroy();
  });

  test("what is held for a client that never acknowledges its join is bounded", async () => {
    await lab.start();
    const { sessionId, roomId } = await matchMaker.joinOrCreate("contract", {});
    const socket = await RawSocket.open(lab.server.port, `/p/${roomId}?sessionId=${sessionId}`);
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
    await lab.start();
    const other = await lab.join();
    const dead = await lab.joinRaw();
    const room = roomOf(dead.roomId);
    lab.nowMs = pingAfterMs;
    lab.server.transport.sweep();
    await vi.waitFor(() => expect(dead.socket.frames.at(-1)?.opcode).toBe(OPCODE.ping));
    await vi.waitFor(() =>
      expect((clientOf(other.roomId, other.sessionId) as unknown as { lastReceivedMs: number }).lastReceivedMs).toBe(
        lab.nowMs,
      ),
    );
    lab.nowMs = silenceMs;
    room.broadcast("shout", "the server speaks");
    lab.server.transport.sweep();
    expect((await dead.socket.closed).code).toBe(1006);
    await vi.waitFor(() => expect(room.dropped).toEqual([1006]));
    expect(Array.from(room.clients, (client) => client.sessionId)).toEqual([other.sessionId]);
    expect(lab.metric("orrery_silent_sockets_total")).toBe(1);
  });
});

describe("D8: rates and counts of requests are limited", () => {
  const seat = (method: string) =>
    fetch(`${lab.server.url}/matchmake/${method}/contract`, { method: "POST", body: "{}" });

  test.each([
    ["seats", "joinOrCreate", { matchmakes: { address: { perSecond: 1, burst: 3 } } }],
    ["rooms", "create", { roomsMade: { address: { perSecond: 1, burst: 3 } } }],
  ] as const)(
    "an address that asks for too many %s is refused until its rate allows one more",
    async (_what, method, changes) => {
      await lab.startWith(changes);
      for (let at = 0; at < 3; at++) expect((await seat(method)).status).toBe(200);
      const refused = await seat(method);
      expect([refused.status, await refused.json()]).toEqual([429, { code: 429, error: expect.any(String) }]);
      lab.nowMs += 1_000;
      expect((await seat(method)).status).toBe(200);
      expect((await seat(method)).status).toBe(429);
      expect(lab.metric('orrery_requests_refused_total{reason="tooManyRequests"}')).toBe(2);
    },
  );

  test("making rooms is limited before taking seats is", async () => {
    await lab.startWith({ roomsMade: { address: { perSecond: 1, burst: 1 } } });
    expect((await seat("create")).status).toBe(200);
    expect((await seat("create")).status).toBe(429);
    expect((await seat("joinOrCreate")).status).toBe(200);
  });

  test("an address that opens too many sockets is refused, and told when to come again", async () => {
    await lab.startWith({ upgrades: { address: { perSecond: 0.1, burst: 1 } } });
    const first = await RawSocket.open(lab.server.port, "/p/r?sessionId=s");
    await first.closed;
    const headers = { Upgrade: "websocket", Connection: "Upgrade" };
    expect((await fetch(`${lab.server.url}/p/r?sessionId=s`, { headers })).headers.get("retry-after")).toBe("10");
    expect((await RawSocket.request(lab.server.port, "/p/r?sessionId=s")).status).toBe(429);
  });

  test("no more sockets are opened than the limit", async () => {
    for (const [by, status] of [
      ["process", 503],
      ["address", 429],
    ] as const) {
      await lab.startWith({ sockets: { [by]: 1 } });
      const { socket } = await lab.joinRaw();
      expect((await RawSocket.request(lab.server.port, "/p/r?sessionId=s")).status).toBe(status);
      socket.destroy();
      await vi.waitFor(async () => {
        const next = await RawSocket.request(lab.server.port, "/p/r?sessionId=s");
        next.socket?.destroy();
        expect(next.status).toBe(101);
      });
    }
  });
});
