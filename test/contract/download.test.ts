import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type BudgetOverrides, Budgets } from "../../server/budgets/index.ts";
import { roundRoutes } from "../../server/rounds/routes.ts";
import { BunTransport } from "../../server/transport/transport.ts";

const FILE_BYTES = 0x80_0000;
/** What the system takes for a socket that nobody reads, at the most. */
const SYSTEM_BYTES = 0x60_0000;

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "orrery-download-"));
  path = join(folder, "replay.orj");
  await Bun.write(path, crypto.getRandomValues(new Uint8Array(0x1_0000)));
  const noise = new Uint8Array(FILE_BYTES);
  for (let at = 0; at < FILE_BYTES; at += 0x1_0000) crypto.getRandomValues(noise.subarray(at, at + 0x1_0000));
  await Bun.write(path, noise);
});
afterAll(() => rm(folder, { recursive: true }));

let transport: BunTransport;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  transport.shutdown();
  await transport.stopped;
});

function start(changes: BudgetOverrides = {}) {
  let read = 0;
  const file = Bun.file(path);
  const slice = file.slice.bind(file);
  Object.assign(file, {
    slice(from: number, to: number) {
      read += Math.min(to, FILE_BYTES) - from;
      return slice(from, to);
    },
  });
  const budgets = new Budgets({ now: () => performance.now(), changes });
  const list = { list: async () => [] };
  const reports: unknown[] = [];
  const rounds = roundRoutes({
    list,
    budgets,
    store: { openReplay: async () => file },
    report: (e) => reports.push(e),
  });
  transport = new BunTransport({ http: [rounds], budgets });
  transport.listen(0, "127.0.0.1");
  return { budgets, reports, url: `http://127.0.0.1:${transport.port}/rounds/r`, readBytes: () => read };
}

function ask(headers = ""): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(transport.port, "127.0.0.1", () => {
      socket.pause();
      socket.write(`GET /rounds/r HTTP/1.1\r\nHost: x\r\n${headers}\r\n`);
      resolve(socket);
    });
    socket.on("error", reject);
    sockets.push(socket);
  });
}

it("D8: of a file, no more is read than its reader takes, and what a reader held is free once it is gone", async () => {
  const readers = 40;
  const { budgets, url, readBytes, reports } = start({ downloadBytes: { address: { perSecond: 1, burst: 1e9 } } });
  for (let i = 0; i < readers; i++) await ask();
  await vi.waitFor(() => expect(budgets.inUse("downloads")).toBe(readers), 10_000);
  // Until the system takes no more.
  for (let before = -1; before !== readBytes(); await Bun.sleep(300)) before = readBytes();
  expect(readBytes()).toBeLessThanOrEqual(readers * SYSTEM_BYTES);
  // Others are served meanwhile.
  expect((await (await fetch(url)).bytes()).length).toBe(FILE_BYTES);
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(() => expect(budgets.inUse("downloads")).toBe(0));
  expect(reports).toEqual([]);
});

it("D8: as many files are on their way to an address as may, and it is told when to come back", async () => {
  const { budgets, url } = start({ downloads: { address: 2 } });
  for (let i = 0; i < 2; i++) await ask();
  await vi.waitFor(() => expect(budgets.inUse("downloads")).toBe(2));
  const refused = await fetch(url);
  expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
  expect(await refused.json()).toEqual({ code: 429, error: expect.stringMatching(/address/) });
  sockets[0]?.destroy();
  await vi.waitFor(() => expect(budgets.inUse("downloads")).toBe(1));
  expect((await (await fetch(url)).bytes()).length).toBe(FILE_BYTES);
  await vi.waitFor(() => expect(budgets.inUse("downloads")).toBe(1));
});

it("D8: an address is sent no more bytes than it may", async () => {
  const { url, budgets } = start({ downloadBytes: { address: { perSecond: 1, burst: 1.5 * FILE_BYTES } } });
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url)).status).toBe(429);
  await vi.waitFor(() => expect(budgets.inUse("downloads")).toBeLessThanOrEqual(1));
});

it("holds nothing for a HEAD, or for a copy that is still right", async () => {
  const { url, budgets } = start();
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, (await head.bytes()).length]).toEqual([200, 0]);
  const etag = head.headers.get("etag") ?? "";
  expect((await fetch(url, { headers: { "If-None-Match": etag } })).status).toBe(304);
  expect(budgets.inUse("downloads")).toBe(0);
});
