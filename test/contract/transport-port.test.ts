import { readFileSync } from "node:fs";
import { getMessageBytes, Protocol } from "@colyseus/core";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { route } from "../../server/http/route.ts";
import { BunTransport } from "../../server/transport/transport.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { RawSocket } from "./raw-socket.ts";
import { ending, quietSdk } from "./server.ts";
import { clientOf, TransportLab } from "./transport-lab.ts";

const JOIN = 10;
const lab = new TransportLab();

beforeAll(quietSdk);
afterEach(() => lab.server.stop());

describe("D7: only allowed pages may take seats and open sockets", () => {
  const ask = (origin: string | undefined, method = "POST") =>
    fetch(`${lab.server.url}/matchmake/joinOrCreate/contract`, {
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
    await lab.start({ allowedOrigins });
    const origin = page === "its own" ? lab.server.url : page;
    const answer = await ask(origin);
    expect(answer.status).toBe(allowed ? 200 : 403);
    expect(answer.headers.get("access-control-allow-origin")).toBe(allowed && origin !== undefined ? origin : null);
    const preflight = await ask(origin, "OPTIONS");
    expect(preflight.status).toBe(allowed ? 204 : 403);
    const upgrade = await RawSocket.request(
      lab.server.port,
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
    await lab.start({ tls: { cert: pem("test-only-cert"), key: pem("test-only-key") } });
    const trust = { tls: { ca: pem("test-only-cert") } };
    const answer = await fetch(`${lab.server.url}/matchmake/joinOrCreate/contract`, {
      method: "POST",
      body: "{}",
      ...trust,
    });
    const { sessionId, roomId } = (await answer.json()) as { sessionId: string; roomId: string };
    const address = `wss://127.0.0.1:${lab.server.port}/p/${roomId}?sessionId=${sessionId}`;
    const socket = new WebSocket(address, trust as unknown as string[]);
    socket.binaryType = "arraybuffer";
    const first = await new Promise<ArrayBuffer>((resolve, reject) => {
      socket.onmessage = ({ data }) => resolve(data as ArrayBuffer);
      socket.onerror = reject;
    });
    expect(new Uint8Array(first)[0]).toBe(JOIN);
    socket.close();
    await expect(fetch(lab.server.url.replace("https", "http"))).rejects.toThrow();
  });

  test("serves the application's routes beside matchmaking", async () => {
    const answer = (text: string) => ({ GET: route({ right: "everyone", answer: () => new Response(text) }) });
    await lab.start({ http: [{ table: { "/": answer("page"), "/healthz": answer("fine") } }] });
    expect(await (await fetch(lab.server.url)).text()).toBe("page");
    expect(await (await fetch(`${lab.server.url}/healthz`)).text()).toBe("fine");
    expect((await lab.join()).sessionId).toMatch(/\S/);
  });

  test("lab.reports a port that is taken", async () => {
    await lab.start();
    const taken = new BunTransport();
    const told = vi.fn();
    taken.listen(lab.server.port, "127.0.0.1", undefined, told);
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
    await lab.start({
      limits: { shutdownGraceMs: 50 },
      http: [{ table: { "/hang": { GET: route({ right: "everyone", answer: hang }) } } }],
    });
    const { socket } = await lab.joinRaw();
    const request = fetch(`${lab.server.url}/hang`).catch(() => "cut off");
    await stuck;
    lab.server.transport.shutdown();
    expect(await socket.closed).toEqual(CLOSE.restarting);
    await lab.server.transport.stopped;
    expect(await request).toBe("cut off");
    expect(lab.server.transport.sockets).toBe(0);
    await expect(fetch(lab.server.url)).rejects.toThrow();
  });

  test("a shutdown by way of core keeps core's code, which says that the room is over", async () => {
    await lab.start();
    const room = await lab.join();
    room.reconnection.enabled = false;
    const end = ending(room);
    await lab.server.stop();
    expect((await end).code).toBe(4001);
  });
});

describe("simulated latency", () => {
  test("delays what one transport sends, in order, on its own clock", async () => {
    const timers: { run: () => void; atMs: number }[] = [];
    await lab.start({ schedule: (run, delayMs) => timers.push({ run, atMs: lab.nowMs + delayMs }) });
    const room = await lab.join();
    const seen: string[] = [];
    room.onMessage("echo", (body: string) => seen.push(body));
    await room.request("double", 1);
    const client = clientOf(room.roomId, room.sessionId);
    const advance = (toMs: number) => {
      lab.nowMs = toMs;
      for (const timer of timers.splice(0)) {
        if (timer.atMs <= lab.nowMs) timer.run();
        else timers.push(timer);
      }
    };
    lab.server.transport.simulateLatency(100);
    const frame = getMessageBytes.raw(Protocol.ROOM_DATA, "echo", "first");
    client.raw(frame);
    // Core encodes the next patch into the same memory.
    frame.fill(0);
    lab.nowMs = 50;
    lab.server.transport.simulateLatency(0);
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
