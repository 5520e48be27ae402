import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningServer, startServer } from "../../server/start.ts";
import { GAMES } from "../../shared/games.ts";
import { TUG_WIRE } from "../harness/tiny-game.ts";

const SETTINGS = { port: 0, host: "127.0.0.1", dataDir: "", logLevel: "silent" } as const;
const TABLE = {
  lobby: GAMES.lobby,
  tug: "test/harness/games/tug",
  broken: "test/harness/games/no-room",
  coins: "test/contract/coins/plain",
};
const rooms: Room[] = [];
const logged: string[] = [];
let server: RunningServer;

beforeAll(async () => {
  for (const method of ["info", "warn", "error"] as const)
    vi.spyOn(console, method).mockImplementation((...words) => void logged.push(words.join(" ")));
  server = await startServer({ ...SETTINGS, logLevel: "warn" }, {}, { table: TABLE });
});
afterAll(async () => {
  await Promise.all(rooms.filter(({ connection }) => connection.isOpen).map((room) => room.leave()));
  await server.stop();
  vi.restoreAllMocks();
});

async function join(name: string, query = "", options = {}): Promise<Room> {
  const room = await new Client(server.url + query).joinOrCreate(name, { name: "Ann", ...options });
  room.onMessage("*", () => {});
  rooms.push(room);
  return room;
}

describe("a row with a Colyseus room class", () => {
  it("is played beside clockworks by the name of the row, and found by quick play", async () => {
    const first = await join("coins");
    const second = await join("coins");
    expect(second.roomId).toBe(first.roomId);
    await vi.waitFor(() => expect(Object.keys(second.state.toJSON().walkers)).toHaveLength(2));
    expect((await join("tug", `?wire=${TUG_WIRE}`, { team: "red" })).roomId).not.toBe(first.roomId);
  });

  it("is left out alone where its class is no room, and the log says why", async () => {
    await expect(join("broken")).rejects.toThrow();
    expect(logged.filter((text) => text.includes("game broken"))).toEqual([
      expect.stringMatching(/game broken is left out: define: colyseus: class NoRoom .* is no room class; accepted: /),
    ]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it("keeps its name from rooms that an embedder adds", async () => {
    const rooms = { coins: class {} } as never;
    await expect(startServer(SETTINGS, {}, { table: TABLE, rooms })).rejects.toThrow(
      "rooms.coins: a game has this name",
    );
  });
});
