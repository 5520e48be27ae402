import { matchMaker } from "@colyseus/core";
import type { Room } from "@colyseus/sdk";
import { describe, expect, test } from "vitest";
import { back, cut, describeRooms, inside, until, type WorksClient } from "./colyseus-lab.ts";
import type { PluggedRoom, WorksRoom } from "./documented-services.ts";
import { ending, next } from "./server.ts";

interface Listed {
  readonly name: string;
  readonly roomId: string;
}

describeRooms("what Colyseus offers its rooms", (lab) => {
  const worksOf = (room: Pick<Room, "roomId">) => inside<WorksRoom>(room);
  const joinWorks = async (room: Pick<Room, "roomId">) => (await lab.joinById(room)) as unknown as WorksClient;

  describe("messages", () => {
    test.each([
      ["a text", "unknown", { a: 1 }],
      ["a number", 42, "x"],
      ["a text, and no body", "nothing", undefined],
      ["a text, and null", "null", null],
    ])("a handler of all types takes one of type %s", async (_case, type, body) => {
      const room = await lab.works();
      const answer = next(room, "any");
      room.send(type, body);
      expect(await answer).toEqual([type, body]);
    });

    test("a handler of all types takes bytes", async () => {
      const room = await lab.works();
      const answer = next(room, "any");
      room.sendBytes("blob", Uint8Array.of(1, 2));
      expect(await answer).toEqual(["blob", [1, 2]]);
    });

    test("a handler of all types answers no request", async () => {
      await expect((await lab.works()).request("nobody", 1)).rejects.toThrow(/no onMessage/);
    });

    test("a handler's schema judges messages", async () => {
      const room = await lab.works();
      const noted = next(room, "noted");
      room.send("note", { text: "short" });
      expect(await noted).toBe("short");
      const end = ending(room);
      room.send("note", { text: "too long" });
      expect(await end).toEqual({ code: 4002, reason: "" });
    });

    test("a handler's schema judges requests, which end nothing", async () => {
      const room = await lab.works();
      await expect(room.request("note", { text: "too long" })).rejects.toThrow(/Too big/);
      expect(room.connection.isOpen).toBe(true);
    });

    test("more than maxMessagesPerSecond end the socket", async () => {
      const room = lab.entered(await lab.sdk.create("quiet"));
      const end = ending(room);
      for (let i = 0; i < 10; i++) room.send("hush");
      expect((await end).code).toBe(4002);
    });

    test("bytes go to everyone after the patch", async () => {
      const rooms = [await lab.works()];
      rooms.push(await joinWorks(rooms[0] as WorksClient));
      const seen = rooms.map(
        (room) =>
          new Promise((resolve) =>
            room.onMessage("bytesToAll", (bytes: Uint8Array) => resolve([[...bytes], room.state.steps])),
          ),
      );
      rooms[0]?.send("bytesToAll", 7);
      expect(await Promise.all(seen)).toEqual([
        [[7], 100],
        [[7], 100],
      ]);
    });

    test("a message goes to all others after the patch", async () => {
      const room = await lab.works();
      const other = await joinWorks(room);
      const seen = new Promise((resolve) =>
        other.onMessage("textToOthers", (text) => resolve([text, other.state.steps])),
      );
      room.send("textToOthers", "psst");
      expect(await seen).toEqual(["psst", 100]);
    });

    test("a client is found by its id, and sent away", async () => {
      const room = await lab.works();
      const other = await lab.joinById(room);
      const end = ending(other);
      room.send("kick", other.sessionId);
      expect(await end).toEqual({ code: 4200, reason: "kicked" });
    });
  });

  describe("time", () => {
    test("setSimulationInterval steps", async () => {
      const room = await lab.works();
      room.send("simulate");
      await until(() => expect(room.state.steps).toBeGreaterThan(3));
    });

    test("clock.setInterval repeats until it is cleared", async () => {
      const room = await lab.works();
      const left: number[] = [];
      room.onMessage("repeated", (count: number) => left.push(count));
      room.send("repeat", 3);
      await until(() => expect(left).toEqual([2, 1, 0]));
    });

    test("onBeforePatch may change what the patch carries", async () => {
      const room = await lab.works();
      await until(() => expect(room.state.patches).toBeGreaterThan(2));
    });
  });

  describe("errors", () => {
    test("of handlers and timers reach onUncaughtException, and the room goes on", async () => {
      const room = await lab.works();
      room.send("fail");
      room.send("failLater");
      const errors = ["onMessage: a handler failed", "setTimeout: a timer failed"];
      await until(() => expect(worksOf(room).log).toEqual(errors));
      expect(await room.request("ask", room.roomId)).toBe(`who? ${room.roomId}`);
    });
  });

  describe("other rooms", () => {
    test("hear what is published", async () => {
      const rooms = [await lab.works(), await lab.works()];
      rooms[0]?.send("tell", "rain");
      await until(() => expect(rooms.map((room) => worksOf(room).log)).toEqual([["heard rain"], ["heard rain"]]));
    });

    test("share what presence keeps", async () => {
      const [one, two] = [await lab.works(), await lab.works()];
      await one.request("keep", ["ore", "3"]);
      expect(await two.request("keep", ["wood", "5"])).toEqual({ ore: "3", wood: "5" });
    });

    test("are asked by remoteRoomCall", async () => {
      const [one, two] = [await lab.works(), await lab.works()];
      expect(await one.request("ask", two.roomId)).toBe(`who? ${two.roomId}`);
    });
  });

  describe("rooms that come with Colyseus", () => {
    test("LobbyRoom lists rooms, tells what changes, and filters", async () => {
      const east = await lab.works({ region: "east" });
      const lobby = lab.entered(await lab.sdk.joinOrCreate("rooms"));
      let listed: readonly Listed[] = [];
      const told: unknown[] = [];
      lobby.onMessage("rooms", (rooms: readonly Listed[]) => {
        listed = rooms;
      });
      lobby.onMessage("+", ([roomId]: [string]) => told.push(["+", roomId]));
      lobby.onMessage("-", (roomId: string) => told.push(["-", roomId]));
      await until(() => expect(listed.map(({ roomId }) => roomId)).toContain(east.roomId));
      const west = await lab.works({ region: "west" });
      await until(() => expect(told).toContainEqual(["+", west.roomId]));
      await west.leave();
      await until(() => expect(told).toContainEqual(["-", west.roomId]));
      listed = [];
      lobby.send("filter", { name: "works", metadata: { region: "east" } });
      await until(() => expect(listed.map(({ roomId }) => roomId)).toEqual([east.roomId]));
    });

    test("LobbyRoom lists rooms of the application alone", async () => {
      const room = await lab.works();
      const lobby = await lab.sdk.create("rooms");
      const listed = await next<readonly Listed[]>(lobby, "rooms");
      lab.entered(lobby);
      expect(new Set(listed.map(({ name }) => name))).toEqual(new Set(["works"]));
      expect(listed.map(({ roomId }) => roomId)).toContain(room.roomId);
    });

    test("RelayRoom relays, and holds seats", async () => {
      const ann = lab.entered(await lab.sdk.create("relay", { name: "Ann" })) as unknown as RelayClient;
      const ben = lab.entered(await lab.sdk.joinById(ann.roomId, { name: "Ben" })) as unknown as RelayClient;
      const moved = next(ben, "move");
      ann.send("move", { x: 1 });
      expect(await moved).toEqual([ann.sessionId, { x: 1 }]);
      // So long that others see it gone.
      Object.assign(ben.reconnection, { backoff: () => 200, maxDelay: 200 });
      const isConnected = () => ann.state.players.get(ben.sessionId)?.connected;
      const again = back(ben);
      cut(ben);
      await until(() => expect(isConnected()).toBe(false));
      await again;
      await until(() => expect(isConnected()).toBe(true));
    });
  });

  test.each(["the first room", "another room"])(
    "plugins of %s hear its hooks, and have messages of their own",
    async () => {
      const room = lab.entered(await lab.sdk.create("plugged"));
      const other = await lab.joinById(room);
      const { own, plugins } = inside<PluggedRoom>(room);
      const joined = [room, other].map(({ sessionId }) => `joined ${sessionId}`);
      expect([own, plugins.counting.seen]).toEqual([joined, joined]);
      expect(await room.request("count", 10)).toBe(20);
      await other.leave();
      await until(() => expect(plugins.counting.seen.at(-1)).toBe(`left ${other.sessionId}`));
    },
  );

  test("rooms that the server itself makes wait for clients with seats", async () => {
    const listing = await matchMaker.createRoom("works", { region: "made" });
    const seat = await matchMaker.reserveSeatFor(listing, {});
    const room = lab.entered(await lab.sdk.consumeSeatReservation(seat));
    expect(room.roomId).toBe(listing.roomId);
    const reserved = await matchMaker.reserveMultipleSeatsFor(listing, [
      { sessionId: "one", options: {}, auth: { team: 1 } },
      { sessionId: "two", options: {}, auth: { team: 2 } },
    ]);
    expect(reserved).toEqual([true, true]);
    for (const sessionId of ["one", "two"]) lab.entered(await lab.sdk.consumeSeatReservation({ ...seat, sessionId }));
    const { clients } = worksOf(listing);
    expect(["one", "two"].map((id) => clients.getById(id)?.auth)).toEqual([{ team: 1 }, { team: 2 }]);
  });
});

type RelayClient = Room<unknown, { readonly players: Map<string, { readonly connected: boolean }> }>;
