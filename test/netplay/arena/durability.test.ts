import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { Fleet } from "../../../client/bots/fleet.ts";
import arenaBots from "../../../client/games/arena/pilots.ts";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../../server/journal/files/file-system.ts";
import { arena } from "../../../shared/games/arena/index.ts";
import { readTimeline, verify } from "../../../shared/journal/index.ts";
import { setDiskFull } from "../../harness/full-disk.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";

const WAIT_MS = 10_000;

// The SDK tells of every try to come back.
beforeAll(() => void vi.spyOn(console, "info").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "orrery-data-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function start(dataDir: string): Promise<ServerProcess> {
  const server = await startServerProcess({ DATA_DIR: dataDir });
  onTestFinished(() => server.stop());
  return server;
}

async function join4({ url }: ServerProcess): Promise<Fleet> {
  const fleet = new Fleet(
    { url, count: 4, seconds: 0, room: "arena", pilot: null, rampPerS: 100, loadToken: null, json: false },
    arenaBots,
    "disk",
  );
  onTestFinished(() => fleet.stop());
  await fleet.join();
  expect([...fleet.failures]).toEqual([]);
  return fleet;
}

const newestTick = ({ bots }: Fleet) => Math.min(...bots.map(({ model }) => model.patchTick));

/** The match that they are in. */
function roomOf({ bots }: Fleet): string {
  const [roomId, ...others] = new Set(bots.map(({ connection }) => connection.roomId));
  expect([typeof roomId, others]).toEqual(["string", []]);
  return roomId as string;
}

/** Everyone sees two more seconds of the match, on the socket that they have. */
async function playOn(fleet: Fleet): Promise<void> {
  const tick = newestTick(fleet);
  await vi.waitFor(() => expect(newestTick(fleet)).toBeGreaterThan(tick + 120), { timeout: WAIT_MS, interval: 20 });
  expect(fleet.bots.map(({ connection }) => [connection.status, connection.disconnects])).toEqual(
    fleet.bots.map(() => ["live", 0]),
  );
}

async function get({ url }: ServerProcess, path: string): Promise<string> {
  const response = await fetch(url + path);
  expect(response.status, path).toBe(200);
  return response.text();
}

async function metric(server: ServerProcess, name: string): Promise<number> {
  const found = (await get(server, "/metrics")).match(new RegExp(`^${name} (\\S+)$`, "m"));
  return Number(found?.[1]);
}

const whenReadySays = (server: ServerProcess, text: RegExp) =>
  vi.waitFor(async () => expect(await get(server, "/readyz")).toMatch(text), { timeout: WAIT_MS, interval: 50 });

describe("a server whose disk is full", () => {
  it("is played on, says that durability is off, and heals behind a gap when there is space", async () => {
    const dataDir = await folder();
    const server = await start(dataDir);
    const fleet = await join4(server);
    const roomId = roomOf(fleet);
    await playOn(fleet);
    expect(await get(server, "/readyz")).toBe("ok\n");
    expect(await metric(server, "orrery_journal_off_rooms")).toBe(0);

    setDiskFull(server.pid, true);
    // That of the match, and that of the lobby, which hears of it.
    await whenReadySays(server, /^ok\ndurability is off: the journals of 2 rooms cannot be written\n$/);
    expect(await metric(server, "orrery_journal_off_rooms")).toBe(2);
    expect(server.output()).toContain("is not journaled since tick");
    await playOn(fleet);
    expect(await get(server, "/healthz")).toBe("ok\n");

    setDiskFull(server.pid, false);
    await whenReadySays(server, /^ok\n$/);
    expect(await metric(server, "orrery_journal_off_rooms")).toBe(0);
    await playOn(fleet);
    await server.kill();
    const store = new FileJournalStore(diskFileSystem, dataDir);
    const timeline = readTimeline(await store.read(roomId));
    expect(timeline.gaps).toHaveLength(1);
    expect(timeline.lastTick).toBeGreaterThanOrEqual(newestTick(fleet));
    expect(verify(arena, timeline)).toMatchObject({ ok: true });
  });
});

describe("a server whose data folder cannot be written", () => {
  it.each([
    { what: "is read-only", dataDir: "/proc/sys" },
    { what: "lies below a file", dataDir: "/dev/null/data" },
  ])("because it $what, is played and says that durability is off", async ({ dataDir }) => {
    const server = await start(dataDir);
    expect(server.output()).toContain(`nothing is saved in ${dataDir}: `);
    const fleet = await join4(server);
    await playOn(fleet);
    expect(await get(server, "/readyz")).toMatch(/^ok\ndurability is off: .+\n$/);
    // That of the match, and that of the lobby.
    expect(await metric(server, "orrery_journal_off_rooms")).toBe(2);
    expect(await metric(server, "orrery_journal_bytes_total")).toBe(0);
  });
});

describe("a journal with one bit flipped in its middle", () => {
  it("is refused: its room is set aside with the reason, and the server takes players", async () => {
    const dataDir = await folder();
    const before = await start(dataDir);
    const first = await join4(before);
    const roomId = roomOf(first);
    await playOn(first);
    await before.kill();
    const path = join(dataDir, "journal", roomId, "00000001.orj");
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(path, bytes);

    const server = await start(dataDir);
    const reason = /00000001\.orj: damaged: no record can be read at \d+, but one follows at \d+/;
    expect(server.output()).toMatch(new RegExp(`room ${roomId} is set aside: ${reason.source}`));
    expect(await readFile(join(dataDir, "aside", `${roomId}-1`, "reason.txt"), "utf8")).toMatch(reason);
    expect(await readFile(join(dataDir, "aside", `${roomId}-1`, "00000001.orj"))).toEqual(bytes);
    expect(await metric(server, "orrery_rooms_set_aside_total")).toBe(1);
    expect(await get(server, "/readyz")).toBe("ok\n");
    const fleet = await join4(server);
    expect(fleet.bots.map(({ connection }) => connection.roomId)).not.toContain(roomId);
    await playOn(fleet);
  });
});
