import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { asAnyRules } from "../../shared/kit/index.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { wireOf } from "../../shared/wire/kit/index.ts";
import { isPrivateRoom, PRIVATE_ID_CHARS, privateRoomId } from "../../shared/wire/private-rooms.ts";
import race from "../harness/games/race/rules.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

const ENTRY = [join(import.meta.dirname, "..", "harness", "race-server.ts")];
const GAME = race.machine.id;
const SEATS = race.definition.seats;
const WIRE = wireOf(asAnyRules(race));

let dataDir: string;
let server: ServerProcess;
let client: Client;
const rooms: Room[] = [];
let people = 0;

async function start(port = "0"): Promise<void> {
  server = await startServerProcess({ PORT: port, DATA_DIR: dataDir }, ENTRY);
  client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${WIRE}`);
}

beforeAll(async () => {
  // The SDK tells of every try to come back.
  vi.spyOn(console, "info").mockImplementation(() => {});
  dataDir = await mkdtemp(join(tmpdir(), "orrery-matches-"));
  await start();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server.stop();
  await rm(dataDir, { recursive: true });
});

async function enter(how: "create" | "joinOrCreate" | "joinById", where: string = GAME, options: object = {}) {
  const room = await client[how](where, { name: `Pilot ${++people}`, ...options });
  room.onMessage("*", () => {});
  rooms.push(room);
  return room;
}

const idOf = async (...how: Parameters<typeof enter>) => (await enter(...how)).roomId;

/** Quick play leads there, once no match runs later than another: on a busy machine, that takes a moment. */
function expectBroughtTo(room: string): Promise<void> {
  return vi.waitFor(
    async () => {
      const brought = await enter("joinOrCreate");
      if (brought.roomId !== room) await rooms.pop()?.leave();
      expect(brought.roomId).toBe(room);
    },
    { timeout: 15_000, interval: 200 },
  );
}

async function leaveAll(): Promise<void> {
  await Promise.all(rooms.splice(0).map((room) => room.leave()));
}

describe("matches, to the stock SDK", () => {
  it("fill up: whoever joins any is brought to the one with most people that has room", async () => {
    const [few, many] = [await idOf("create"), await idOf("create")];
    await idOf("create");
    await enter("joinById", many);
    await expectBroughtTo(many);
    await enter("joinById", few);
    await expectBroughtTo(few);
    await leaveAll();
  });

  it("that are private are joined by their id alone, however many are in", async () => {
    const link = await idOf("create", GAME, { private: true });
    expect(isPrivateRoom(link)).toBe(true);
    const open = await idOf("create");
    expect(isPrivateRoom(open)).toBe(false);
    expect(await idOf("joinById", link)).toBe(link);
    await expectBroughtTo(open);
    await expectBroughtTo(open);
    const next = await idOf("joinOrCreate");
    expect([link, open]).not.toContain(next);
    await leaveAll();
  });

  it.each(["joinOrCreate", "joinById"] as const)("are not private where %s would bring in strangers", async (how) => {
    const open = await idOf("create");
    await expect(enter(how, how === "joinById" ? open : GAME, { private: true })).rejects.toMatchObject({
      code: ROOM_REFUSAL.badOption,
      message: expect.stringMatching(/^private: true/),
    });
    await leaveAll();
  });

  it.each([1, "true", {}, null])("are private for nothing but true: %j", async (value) => {
    expect(isPrivateRoom(await idOf("create", GAME, { private: value }))).toBe(false);
    await leaveAll();
  });

  it("say why nobody can be brought to one", async () => {
    const full = await idOf("create", GAME, { private: true });
    for (let i = 1; i < SEATS; i++) await enter("joinById", full);
    await expect(enter("joinById", full)).rejects.toMatchObject({
      code: ROOM_REFUSAL.roomFull,
      message: `all ${SEATS} seats of this match are taken: try again later, or join another`,
    });
    await leaveAll();
    await vi.waitFor(async () =>
      expect(await enter("joinById", full).catch((error) => error)).toMatchObject({
        code: ROOM_REFUSAL.roomOver,
        message: "this match is over, or never was: join another",
      }),
    );
  });

  it("that are private stay so when the process is killed", async () => {
    const link = await idOf("create", GAME, { private: true });
    const { port } = server;
    for (const room of rooms.splice(0)) room.reconnection.enabled = false;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.kill();
    await start(String(port));
    expect(await idOf("joinById", link)).toBe(link);
    expect(await idOf("joinOrCreate")).not.toBe(link);
    await leaveAll();
  }, 30_000);
});

describe("ids of private rooms", () => {
  it("are told from others, also in the ids of their replays", () => {
    const id = privateRoomId("x".repeat(PRIVATE_ID_CHARS));
    expect([id, `${id}-00000001`].map(isPrivateRoom)).toEqual([true, true]);
    expect(["private-x", "private-x-00000001", "Xprivate-", "", GAME].map(isPrivateRoom)).toEqual(Array(5).fill(false));
  });
});
