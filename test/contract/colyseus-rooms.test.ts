import { matchMaker } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  disposed,
  type OnLeaveRoom,
  type PartyRoom,
  type PartyState,
  type RunState,
  type StrictRoom,
} from "./documented-rooms.ts";
import { type RoomServer, runColyseus, runOrrery } from "./documented-servers.ts";
import { ending, next, quietSdk } from "./server.ts";

const PLENTY = { perSecond: 100_000, burst: 100_000 };
/** The suite makes many rooms. */
const UNLIMITED = { roomsMade: { address: PLENTY } };

const SERVERS = [
  ["this server", () => runOrrery({ limits: UNLIMITED })],
  ["Colyseus on ws-transport", runColyseus],
] as const;

/** Waits as long as a busy machine may take. */
const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, 20_000);

type PartyClient = Room<unknown, PartyState>;

describe.each(SERVERS)("rooms as Colyseus documents them: %s", (_name, start) => {
  let server: RoomServer;
  let sdk: Client;
  const open: Room[] = [];

  beforeAll(async () => {
    quietSdk();
    server = await start();
    sdk = new Client(server.url);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((room) => (room.connection.isOpen ? room.leave() : undefined)));
  });
  afterAll(() => server.stop());

  function entered<T extends Room>(room: T): T {
    for (const type of ["welcome", "said", "turn", "auth"]) room.onMessage(type, () => {});
    Object.assign(room.reconnection, { minUptime: 0, minDelay: 0, maxDelay: 20, backoff: () => 0 });
    open.push(room);
    return room;
  }

  async function party(options: object = {}, method: "create" | "joinOrCreate" | "join" = "create") {
    return entered((await sdk[method]("party", options)) as unknown as PartyClient);
  }

  async function joinById(room: Room, options: object = {}) {
    return entered((await sdk.joinById(room.roomId, options)) as unknown as PartyClient);
  }

  const inside = (room: Room) => matchMaker.getLocalRoomById(room.roomId) as unknown as PartyRoom;
  /** The connection ends as if the network were gone. */
  const cut = (room: Room) => (room.connection.transport as unknown as { ws: { terminate(): void } }).ws.terminate();
  const back = (room: Room) => new Promise<void>((resolve) => room.onReconnect(() => resolve()));
  const playersOf = (room: PartyClient) => Object.keys(room.state.players?.toJSON() ?? {}).sort();

  describe("state", () => {
    test("whoever joins has all of it, and then its changes", async () => {
      const first = await party({ name: "Ann" });
      first.send("move", { x: 5, y: -5 });
      await until(() => expect(first.state.players.get(first.sessionId)).toMatchObject({ x: 5, y: -5 }));
      const second = await joinById(first, { name: "Ben" });
      await until(() => {
        for (const room of [first, second]) {
          expect(playersOf(room)).toEqual([first.sessionId, second.sessionId].sort());
          expect(room.state.players.get(first.sessionId)).toMatchObject({ name: "Ann", x: 5, y: -5, connected: true });
          expect(room.state.phase).toBe("waiting");
        }
      });
      await second.leave();
      await until(() => expect(playersOf(first)).toEqual([first.sessionId]));
    });

    test("of any size", async () => {
      const crowd = 6_000;
      const room = entered((await sdk.create("run", { crowd })) as unknown as Room<unknown, RunState>);
      await until(() => expect(room.state.runners?.size).toBe(crowd + 1));
      expect(room.state.runners.get("npc-4321")).toMatchObject({ name: "A bystander with the number 4321", x: 4_321 });
    });

    test("what a view hides reaches nobody else", async () => {
      const first = await party();
      const second = await joinById(first);
      const seen = vi.fn();
      second.onStateChange(seen);
      first.send("draw", "ace");
      await until(() => expect([...(first.state.players.get(first.sessionId)?.hand ?? [])]).toEqual(["ace"]));
      second.send("move", { x: 1, y: 1 });
      await until(() => expect(second.state.players.get(second.sessionId)?.x).toBe(1));
      expect([...(second.state.players.get(first.sessionId)?.hand ?? [])]).toEqual([]);
      expect(seen).toHaveBeenCalled();
    });
  });

  describe("messages", () => {
    test("from a hook come once the client has joined", async () => {
      const room = (await sdk.create("party")) as unknown as PartyClient;
      open.push(room);
      expect(await next(room, "welcome")).toBe(room.sessionId);
    });

    test.each([
      ["an object", { a: [1, "two", null, true], b: { c: -1.5 } }],
      ["nothing", undefined],
      ["a long text", "é".repeat(3_000)],
      ["a list of objects of one shape", Array.from({ length: 100 }, (_, i) => ({ id: i, name: `n${i}` }))],
    ])("carry %s", async (_case, body) => {
      const room = await party();
      const echo = next(room, "echo");
      room.send("echo", body);
      expect(await echo).toEqual(body);
    });

    test("have numbers as types, too", async () => {
      const room = await party();
      const answer = new Promise((resolve) => room.onMessage(8, resolve));
      room.send(7, 41);
      expect(await answer).toBe(42);
    });

    test("are bytes, both ways", async () => {
      const room = await party();
      const answer = next<Uint8Array>(room, "bytes");
      room.sendBytes("bytes", Uint8Array.of(0, 255, 1));
      expect([...(await answer)]).toEqual([1, 255, 0]);
    });

    test("go to everyone, or to all but one", async () => {
      const first = await party();
      const others = [await joinById(first), await joinById(first)];
      const all = [first, ...others].map((room) => next(room, "said"));
      first.send("say", "hello");
      expect(await Promise.all(all)).toEqual(["hello", "hello", "hello"]);
      const own = vi.fn();
      first.onMessage("said", own);
      const theirs = others.map((room) => next(room, "said"));
      first.send("tellOthers", "psst");
      expect(await Promise.all(theirs)).toEqual(["psst", "psst"]);
      await first.request("double", 1);
      expect(own).not.toHaveBeenCalled();
    });

    test("sent after the next patch come after it", async () => {
      const room = await party();
      const seen = new Promise((resolve) => room.onMessage("turn", (turn) => resolve([turn, room.state.turn])));
      room.send("afterPatch", 3);
      expect(await seen).toEqual([3, 3]);
    });

    test("may be requests", async () => {
      const room = await party();
      expect(await room.request("double", 21)).toBe(42);
      await expect(room.request("refuse")).rejects.toMatchObject({ reason: "no" });
      await expect(room.request("nothing")).rejects.toThrow(/no onMessage/);
    });

    test("are validated", async () => {
      const room = await party();
      const end = ending(room);
      room.send("move", { x: "far", y: 1 });
      expect((await end).code).toBe(4002);
    });

    test("of an unknown type end the socket", async () => {
      const room = await party();
      const end = ending(room);
      room.send("nothing", 1);
      expect(await end).toEqual({ code: 4002, reason: 'room onMessage for "nothing" not registered.' });
    });

    test("come from the room's timers", async () => {
      const room = await party();
      room.send("later", 30);
      expect(await next(room, "later")).toBe(30);
    });
  });

  describe("inputs", () => {
    test.each(["reliable", "unreliable"] as const)("move what they steer: %s", async (mode) => {
      const room = entered((await sdk.create("run")) as unknown as Room<unknown, RunState>);
      const input = room.input({ mode });
      for (let i = 0; i < 10; i++) {
        Object.assign(input.data, { move: i === 0 ? 100 : 1, aim: 90, name: "Zoë" });
        input.send();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await until(() => expect(room.state.runners.get(room.sessionId)).toMatchObject({ x: 10, name: "Zoë" }));
      expect(room.state.runners.get(room.sessionId)?.aim).toBeCloseTo(90, 1);
    });

    test("go on after a reconnection", async () => {
      const room = entered((await sdk.create("run")) as unknown as Room<unknown, RunState>);
      const input = room.input();
      Object.assign(input.data, { move: 1 });
      input.send();
      await until(() => expect(room.state.runners.get(room.sessionId)?.x).toBe(1));
      const again = back(room);
      cut(room);
      await again;
      input.send();
      await until(() => expect(room.state.runners.get(room.sessionId)?.x).toBe(2));
    });
  });

  describe("reconnection", () => {
    test("a client whose connection ends returns to its seat, with all it had", async () => {
      const first = await party({ name: "Ann" });
      const second = await joinById(first);
      first.send("draw", "ace");
      await until(() => expect(first.state.players.get(first.sessionId)?.hand.length).toBe(1));
      // So long that others see it gone.
      first.reconnection.backoff = () => 200;
      first.reconnection.maxDelay = 200;
      const [again, welcome] = [back(first), next(first, "welcome")];
      cut(first);
      await until(() => expect(second.state.players.get(first.sessionId)?.connected).toBe(false));
      await again;
      expect(await welcome).toBe(`back ${first.sessionId}`);
      await until(() => expect(second.state.players.get(first.sessionId)?.connected).toBe(true));
      first.send("draw", "king");
      await until(() => expect([...first.state.players.get(first.sessionId)!.hand]).toEqual(["ace", "king"]));
      const who = next(first, "youAre");
      first.send("whoAmI");
      expect(await who).toMatchObject({ userData: { joined: 1 } });
      expect(inside(first).log).toEqual(["create", "join", "join", "drop 1006", "reconnect"]);
    });

    test("messages that a client sends while it is away arrive when it is back", async () => {
      const room = await party();
      const [again, echo] = [back(room), next(room, "echo")];
      cut(room);
      await new Promise<void>((resolve) => room.onDrop(() => resolve()));
      room.send("echo", "from the tunnel");
      await again;
      expect(await echo).toBe("from the tunnel");
    });

    test("another client object returns by the token", async () => {
      const room = await party({ name: "Ann" });
      room.reconnection.enabled = false;
      const end = ending(room);
      cut(room);
      await end;
      const again = entered((await new Client(server.url).reconnect(room.reconnectionToken)) as unknown as PartyClient);
      expect(again.sessionId).toBe(room.sessionId);
      await until(() => expect(again.state.players.get(room.sessionId)).toMatchObject({ name: "Ann" }));
    });

    test("a second socket takes the seat from one that seems open", async () => {
      const room = await party({ name: "Ann" });
      room.reconnection.enabled = false;
      const again = entered((await new Client(server.url).reconnect(room.reconnectionToken)) as unknown as PartyClient);
      expect(again.sessionId).toBe(room.sessionId);
      expect(await again.request("double", 4)).toBe(8);
      // Colyseus leaves the first one open, with nobody listening.
      open.splice(open.indexOf(room), 1);
      room.connection.close();
    });

    test("the seat is given up when its time is over", async () => {
      const first = await party();
      const second = await joinById(first, {});
      (inside(first) as unknown as { seatReservationTimeout: number }).seatReservationTimeout = 1;
      second.reconnection.enabled = false;
      const short = await party({ holdS: 0.1 });
      const watcher = await joinById(short);
      short.reconnection.enabled = false;
      cut(short);
      await until(() => expect(playersOf(watcher)).toEqual([watcher.sessionId]));
      expect(inside(watcher).log.slice(-2)).toEqual(["drop 1006", "leave 1006"]);
      await expect(sdk.reconnect(short.reconnectionToken)).rejects.toMatchObject({ code: 524 });
    });

    test.each(["leave", "throw"])("a room denies it: %s", async (how) => {
      const room = entered(await sdk.create("strict"));
      const codes = (matchMaker.getLocalRoomById(room.roomId) as unknown as StrictRoom).codes;
      room.send("how", how);
      await new Promise((resolve) => room.ping(resolve));
      const end = ending(room);
      cut(room);
      expect((await end).code).toBe(4003);
      await until(() => expect(codes).toEqual([4003]));
    });

    test("a room holds no seat", async () => {
      const room = entered(await sdk.create("strict"));
      const codes = (matchMaker.getLocalRoomById(room.roomId) as unknown as StrictRoom).codes;
      room.send("how", "reject");
      await new Promise((resolve) => room.ping(resolve));
      const end = ending(room);
      cut(room);
      expect((await end).code).toBe(4003);
      expect(codes).toEqual([1006]);
    });

    test("from onLeave, as rooms were written before onDrop", async () => {
      const room = entered(await sdk.create("on-leave"));
      const { log } = matchMaker.getLocalRoomById(room.roomId) as unknown as OnLeaveRoom;
      const again = back(room);
      cut(room);
      await again;
      await until(() => expect(log).toEqual(["back"]));
      await room.leave();
      await until(() => expect(log).toEqual(["back", "consented"]));
    });
  });

  describe("leaving", () => {
    test("by the client", async () => {
      const room = await party();
      const { log } = inside(room);
      expect(await room.leave()).toBe(4000);
      await until(() => expect(log).toEqual(["create", "join", "leave 4000", "dispose"]));
      expect(disposed).toContain(room.roomId);
      expect(matchMaker.getLocalRoomById(room.roomId)).toBeUndefined();
    });

    test("by the room, with a code and a reason", async () => {
      const room = await party({ holdS: 0.01 });
      const { log } = inside(room);
      const end = ending(room);
      room.send("leaveMe", 4123);
      expect(await end).toEqual({ code: 4123, reason: "as you wish" });
      await until(() => expect(log.slice(2, 4)).toEqual(["drop 4123", "leave 4123"]));
    });

    test("of everyone, when the room ends", async () => {
      const first = await party();
      const second = await joinById(first);
      const ends = [ending(first), ending(second)];
      first.send("end");
      expect((await Promise.all(ends)).map(({ code }) => code)).toEqual([4000, 4000]);
      await until(() => expect(disposed).toContain(first.roomId));
    });

    test("before a slow join is over", async () => {
      const first = await party();
      const slow = sdk.joinById(first.roomId, { waitMs: 150 });
      await until(() => expect(inside(first).clients.length).toBe(2));
      const left = inside(first).clients.at(-1)!;
      left.leave(4111);
      await expect(slow).rejects.toMatchObject({ code: 4111 });
      await until(() => expect(inside(first).clients.length).toBe(1));
    });
  });

  describe("admission", () => {
    test("a hook refuses with its code and message", async () => {
      const refusal = { code: 4321, message: "the party is private" };
      await expect(party({ refuse: true })).rejects.toMatchObject(refusal);
    });

    test("static onAuth lets in, refuses, or fails", async () => {
      const room = (await sdk.create("door", { password: "open" })) as Room;
      open.push(room);
      expect(await next(room, "auth")).toEqual({ token: null, agent: null, role: "guest" });
      await expect(sdk.create("door", { password: "wrong" })).rejects.toMatchObject({
        code: 403,
        message: "wrong password",
      });
      await expect(sdk.create("door", {})).rejects.toMatchObject({ code: 525 });
    });

    test("tokens of a room's own reach its static onAuth", async () => {
      const client = new Client(server.url);
      client.auth.token = "a token of their own";
      const room = (await client.create("door", { password: "open" })) as Room;
      open.push(room);
      expect(await next(room, "auth")).toMatchObject({ token: "a token of their own" });
    });

    test("onAuth of an instance lets in, refuses, or fails", async () => {
      const room = (await sdk.create("old-door", { password: "open" })) as Room;
      open.push(room);
      expect(await next(room, "auth")).toEqual([{ role: "guest" }, { role: "guest" }]);
      await expect(sdk.create("old-door", { password: "wrong" })).rejects.toMatchObject({ code: 4401 });
      await expect(sdk.create("old-door", {})).rejects.toMatchObject({ code: 525 });
    });

    test("an unknown room id is refused with 522", async () => {
      await expect(sdk.joinById("nowhere")).rejects.toMatchObject({ code: 522 });
    });

    test("an unknown room name is refused with 520", async () => {
      await expect(sdk.joinOrCreate("nothing")).rejects.toMatchObject({ code: 520 });
    });

    test("a full room is locked, and open again when somebody leaves", async () => {
      const first = await party({ maxClients: 2, mode: "duel" });
      const second = await joinById(first);
      await expect(sdk.joinById(first.roomId)).rejects.toMatchObject({ code: 522, message: /locked/ });
      await expect(party({ mode: "duel" }, "join")).rejects.toMatchObject({ code: 521 });
      await second.leave();
      const third = await party({ mode: "duel" }, "join");
      expect(third.roomId).toBe(first.roomId);
      const elsewhere = await party({ mode: "duel" }, "joinOrCreate");
      expect(elsewhere.roomId).not.toBe(first.roomId);
    });

    test("a room locks itself, and opens", async () => {
      const room = await party({ mode: "closed" });
      room.send("lock");
      await room.request("double", 1);
      await expect(party({ mode: "closed" }, "join")).rejects.toMatchObject({ code: 521 });
      room.send("unlock");
      await room.request("double", 1);
      expect((await party({ mode: "closed" }, "join")).roomId).toBe(room.roomId);
    });

    test("filters find rooms of their kind, also after a change", async () => {
      const red = await party({ mode: "red" });
      expect((await party({ mode: "red" }, "joinOrCreate")).roomId).toBe(red.roomId);
      expect((await party({ mode: "blue" }, "joinOrCreate")).roomId).not.toBe(red.roomId);
      const [listing] = await matchMaker.query({ roomId: red.roomId });
      expect(listing).toMatchObject({ name: "party", clients: 2, maxClients: 4, locked: false });
      red.send("mode", "green");
      await red.request("double", 1);
      expect((await matchMaker.query({ roomId: red.roomId }))[0]?.metadata).toEqual({ mode: "green" });
    });

    test("a seat waits for its socket for so long, and takes one", async () => {
      const room = await party({ reserveS: 0.2 });
      const unused = await matchMaker.joinById(room.roomId, {});
      expect((await matchMaker.query({ roomId: room.roomId }))[0]?.clients).toBe(2);
      await until(async () => expect((await matchMaker.query({ roomId: room.roomId }))[0]?.clients).toBe(1));
      await expect(sdk.consumeSeatReservation(unused)).rejects.toMatchObject({ code: 524 });
      const seat = await matchMaker.joinById(room.roomId, {});
      entered(await sdk.consumeSeatReservation(seat));
      await expect(sdk.consumeSeatReservation(seat)).rejects.toMatchObject({ code: 524 });
    });
  });

  test("the SDK's ping is answered", async () => {
    const room = await party();
    expect(await new Promise((resolve) => room.ping(resolve))).toBeGreaterThanOrEqual(0);
  });
});

test.each(SERVERS)("a server that stops tells clients of such rooms so: %s", async (_name, start) => {
  quietSdk();
  const server = await start();
  const room = await new Client(server.url).create("party", { holdS: 0.01 });
  room.onMessage("welcome", () => {});
  const end = ending(room);
  await server.stop();
  expect((await end).code).toBe(4001);
});
