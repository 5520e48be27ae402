import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type BudgetOverrides, Budgets } from "../../server/budgets/index.ts";
import { route } from "../../server/http/route.ts";
import { sampleBudgets } from "../../server/ops/budgets.ts";
import { sampleTransport } from "../../server/ops/catalog.ts";
import { Registry } from "../../server/ops/metrics.ts";
import { UNASKED_CONNECTION_S } from "../../server/transport/connection-counter.ts";
import { BunTransport } from "../../server/transport/transport.ts";
import { feedBench } from "../harness/feed-bench.ts";

let transport: BunTransport;
let registry: Registry;
const sockets: Socket[] = [];
/** Ends the wait of a request. */
let answer: () => void = () => {};

async function start(changes: BudgetOverrides = {}, requestIdleS = 10): Promise<void> {
  registry = new Registry();
  const hang = () =>
    new Promise<Response>((resolve) => {
      answer = () => resolve(new Response("late"));
    });
  const budgets = new Budgets({ now: () => performance.now(), changes });
  transport = new BunTransport({
    budgets,
    limits: { requestIdleS },
    http: [
      {
        table: {
          "/hang": { GET: route({ right: "everyone", answer: hang }) },
          "/quick": { GET: route({ right: "everyone", answer: () => new Response("quick") }) },
        },
      },
    ],
  });
  transport.listen(0, "127.0.0.1");
  sampleTransport(registry, transport);
  sampleBudgets(registry, budgets);
  await Promise.resolve();
}

afterEach(async () => {
  answer();
  for (const socket of sockets.splice(0)) socket.destroy();
  transport.shutdown();
  await transport.stopped;
});

const metric = (line: string) => Number(new RegExp(`^${line} (.+)$`, "m").exec(registry.text())?.[1] ?? Number.NaN);
const get = (path: string) => fetch(`http://127.0.0.1:${transport.port}${path}`, { headers: { Connection: "close" } });

/** Connects from an address, writes `text`, and resolves with how many ms later the other end closed. */
function open(
  text: string,
  localAddress = "127.0.0.1",
): { readonly closedMs: Promise<number>; readonly socket: Socket } {
  const socket = connect({ port: transport.port, host: "127.0.0.1", localAddress });
  sockets.push(socket);
  const { promise, resolve } = Promise.withResolvers<number>();
  const startMs = performance.now();
  socket.on("error", () => {});
  socket.on("connect", () => socket.write(text));
  socket.on("close", () => resolve(performance.now() - startMs));
  socket.resume();
  return { closedMs: promise, socket };
}

describe("D8: connections", () => {
  test("of every kind are counted, also those that ask for nothing, and by address", async () => {
    await start();
    for (let at = 0; at < 12; at++) open("");
    for (let at = 0; at < 7; at++) open("GET /qui", "127.0.0.2");
    for (let at = 0; at < 3; at++) open("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n", "127.0.0.3");
    await vi.waitFor(async () => {
      await transport.countConnections();
      expect(metric("orrery_connections")).toBe(22);
    });
    expect(metric("orrery_connections_of_one_address")).toBe(12);
    expect(metric("orrery_requests_open")).toBe(3);
    expect(metric('orrery_budget_held\\{budget="connections"\\}')).toBe(22);
  });

  test("are bounded by address: nothing is answered there, and others do not notice", async () => {
    await start({ connections: { address: 5 } });
    for (let at = 0; at < 9; at++) open("", "127.0.0.2");
    await vi.waitFor(async () => {
      await transport.countConnections();
      expect(transport.connections.total).toBe(9);
    });
    const refused = await new Promise<string>((resolve) => {
      open("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n", "127.0.0.2").socket.once("data", (bytes) => resolve(`${bytes}`));
    });
    expect(refused).toMatch(/^HTTP\/1.1 429 /);
    expect(await (await get("/quick")).text()).toBe("quick");
  });

  test("requests that wait are bounded by address and in all", async () => {
    for (const [by, status] of [
      ["address", 429],
      ["process", 503],
    ] as const) {
      await start({ openRequests: { [by]: 1 } });
      const waiting = get("/hang");
      await vi.waitFor(() => expect(transport.openRequests).toBe(1));
      expect((await get("/quick")).status).toBe(status);
      answer();
      expect(await (await waiting).text()).toBe("late");
      await vi.waitFor(async () => expect((await get("/quick")).status).toBe(200));
    }
  });

  test("that say nothing, half a request, or a request byte by byte end in bounded time", async () => {
    await start({}, 2);
    const drip = open("GET /quick HTTP/1.1\r\nHost: x\r\n");
    const dripping = setInterval(() => drip.socket.write("X-A: b\r\n"), 500);
    const all = [
      open(""),
      open("GET /quick HTTP/1.1\r\nHost: x\r\n"),
      open("POST /hang HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"),
      open("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"),
      drip,
    ];
    const closed = await Promise.all(all.map(({ closedMs }) => closedMs));
    clearInterval(dripping);
    console.log(`connections ended after ${closed.map((ms) => (ms / 1_000).toFixed(1)).join(", ")} s`);
    for (const ms of closed) expect(ms).toBeLessThan(20_000);
    // However soon others end.
    const [silent, , , answered] = closed;
    expect(answered).toBeLessThan((UNASKED_CONNECTION_S - 4) * 1_000);
    expect(Math.abs((silent ?? 0) / 1_000 - UNASKED_CONNECTION_S)).toBeLessThan(4);
    await transport.countConnections();
    expect([transport.connections.total, metric("orrery_connections_of_one_address")]).toEqual([0, 0]);
  }, 30_000);

  test("that were answered end at once where there are too many in all, and those that never asked are still counted", async () => {
    await start({ connections: { process: 5 } });
    for (let at = 0; at < 3; at++) open("", "127.0.0.2");
    const answered = Array.from({ length: 6 }, () => open("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"));
    await Promise.all(answered.map(({ socket }) => new Promise((resolve) => socket.once("data", resolve))));
    await vi.waitFor(async () => {
      await transport.countConnections();
      expect([transport.connections.total, transport.connections.maxOfOneAddress]).toEqual([3, 3]);
    });
    const closedMs = await Promise.all(answered.map((one) => one.closedMs));
    expect(Math.max(...closedMs)).toBeLessThan((UNASKED_CONNECTION_S / 2) * 1_000);
    expect(await (await get("/quick")).text()).toBe("quick");
  });

  test("of a stream that was refused end like any other, and those of one that was not stay", async () => {
    await start();
    const bench = await feedBench({}, { limits: { requestIdleS: 2 } });
    const ask = (topics: string) => {
      const socket = connect(bench.port, "127.0.0.1");
      sockets.push(socket);
      socket.on("connect", () => socket.write(`GET /feed?topics=${topics} HTTP/1.1\r\nHost: x\r\n\r\n`));
      socket.resume();
      return socket;
    };
    const reader = ask("chat");
    const refused = Array.from({ length: 20 }, () => ask("nothing"));
    await Promise.all(refused.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    expect(reader.closed).toBe(false);
    await bench.stop();
  }, 30_000);
});
