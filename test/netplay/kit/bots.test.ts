import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Fleet } from "../../../client/bots/fleet.ts";
import { loadBots } from "../../../client/bots/load-bots.ts";
import { createReport, formatReport } from "../../../client/bots/report.ts";
import { type RunningServer, startServer } from "../../../server/start.ts";

const TABLE = { race: "test/harness/games/race", overflow: "test/harness/games/overflow" };
const COUNT = 8;

let server: RunningServer;
let dataDir: string;
beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
  server = await startServer({ port: 0, host: "127.0.0.1", logLevel: "silent", dataDir }, {}, { table: TABLE });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
  vi.restoreAllMocks();
});

async function fleetFor(room: keyof typeof TABLE): Promise<Fleet> {
  const options = {
    url: server.url,
    count: COUNT,
    seconds: 3,
    room,
    pilot: null,
    rampPerS: 100,
    loadToken: null,
    json: false,
  };
  return new Fleet(options, await loadBots(room, null, TABLE), "kit");
}

it("eight bots of a game of the kit join and play, and none decodes anything but what was sent", async () => {
  const fleet = await fleetFor("race");
  try {
    await fleet.join();
    await vi.waitFor(() => expect(Math.min(...fleet.bots.map(({ checks }) => checks))).toBeGreaterThan(1), {
      timeout: 20_000,
      interval: 50,
    });
    const report = createReport(fleet, COUNT, 3, performance.now());
    expect(report).toMatchObject({ requested: COUNT, joined: COUNT, failed: 0, ended: 0, desyncs: 0, disconnects: 0 });
    expect(report.patchHz).toBeGreaterThan(5);
    expect(report.controlsHz).toBeGreaterThan(0);
    // A race has three seats.
    expect(new Set(fleet.bots.map(({ connection }) => connection.roomId)).size).toBe(3);
  } finally {
    fleet.stop();
  }
});

it("bots whose room fails say so, with the reason", async () => {
  const fleet = await fleetFor("overflow");
  try {
    await fleet.join();
    await vi.waitFor(() => expect(createReport(fleet, COUNT, 3, performance.now()).ended).toBe(COUNT), {
      timeout: 20_000,
      interval: 50,
    });
    const report = createReport(fleet, COUNT, 3, performance.now());
    expect(formatReport(report, fleet)).toContain(`ended        ${COUNT} × This room failed and was closed.`);
  } finally {
    fleet.stop();
  }
});
