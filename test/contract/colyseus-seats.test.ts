import { matchMaker } from "@colyseus/core";
import { Client } from "@colyseus/sdk";
import { expect, test } from "vitest";
import { back, cut, describeRooms, inside, type PartyClient, playersOf, SERVERS, until } from "./colyseus-lab.ts";
import { disposed, type OnLeaveRoom, type StrictRoom } from "./documented-rooms.ts";
import { ending, next, quietSdk } from "./server.ts";

describeRooms("reconnection to Colyseus rooms", (lab) => {
  test("a client whose connection ends returns to its seat, with all it had", async () => {
    const first = await lab.party({ name: "Ann" });
    const second = await lab.joinById(first);
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
    const room = await lab.party();
    const [again, echo] = [back(room), next(room, "echo")];
    cut(room);
    await new Promise<void>((resolve) => room.onDrop(() => resolve()));
    room.send("echo", "from the tunnel");
    await again;
    expect(await echo).toBe("from the tunnel");
  });

  test("another client object returns by the token", async () => {
    const room = await lab.party({ name: "Ann" });
    room.reconnection.enabled = false;
    const end = ending(room);
    cut(room);
    await end;
    const again = lab.entered(
      (await new Client(lab.server.url).reconnect(room.reconnectionToken)) as unknown as PartyClient,
    );
    expect(again.sessionId).toBe(room.sessionId);
    await until(() => expect(again.state.players.get(room.sessionId)).toMatchObject({ name: "Ann" }));
  });

  test("a second socket takes the seat from one that seems open", async () => {
    const room = await lab.party({ name: "Ann" });
    room.reconnection.enabled = false;
    const again = lab.entered(
      (await new Client(lab.server.url).reconnect(room.reconnectionToken)) as unknown as PartyClient,
    );
    expect(again.sessionId).toBe(room.sessionId);
    expect(await again.request("double", 4)).toBe(8);
    // Colyseus leaves the first one open, with nobody listening.
    lab.joined.splice(lab.joined.indexOf(room), 1);
    room.connection.close();
  });

  test("the seat is given up when its time is over", async () => {
    const first = await lab.party();
    const second = await lab.joinById(first, {});
    (inside(first) as unknown as { seatReservationTimeout: number }).seatReservationTimeout = 1;
    second.reconnection.enabled = false;
    const short = await lab.party({ holdS: 0.1 });
    const watcher = await lab.joinById(short);
    short.reconnection.enabled = false;
    cut(short);
    await until(() => expect(playersOf(watcher)).toEqual([watcher.sessionId]));
    expect(inside(watcher).log.slice(-2)).toEqual(["drop 1006", "leave 1006"]);
    await expect(lab.sdk.reconnect(short.reconnectionToken)).rejects.toMatchObject({ code: 524 });
  });

  test.each(["leave", "throw"])("a room denies it: %s", async (how) => {
    const room = lab.entered(await lab.sdk.create("strict"));
    const codes = (matchMaker.getLocalRoomById(room.roomId) as unknown as StrictRoom).codes;
    room.send("how", how);
    await new Promise((resolve) => room.ping(resolve));
    const end = ending(room);
    cut(room);
    expect((await end).code).toBe(4003);
    await until(() => expect(codes).toEqual([4003]));
  });

  test("a room holds no seat", async () => {
    const room = lab.entered(await lab.sdk.create("strict"));
    const codes = (matchMaker.getLocalRoomById(room.roomId) as unknown as StrictRoom).codes;
    room.send("how", "reject");
    await new Promise((resolve) => room.ping(resolve));
    const end = ending(room);
    cut(room);
    expect((await end).code).toBe(4003);
    expect(codes).toEqual([1006]);
  });

  test("from onLeave, as rooms were written before onDrop", async () => {
    const room = lab.entered(await lab.sdk.create("on-leave"));
    const { log } = matchMaker.getLocalRoomById(room.roomId) as unknown as OnLeaveRoom;
    const again = back(room);
    cut(room);
    await again;
    await until(() => expect(log).toEqual(["back"]));
    await room.leave();
    await until(() => expect(log).toEqual(["back", "consented"]));
  });
});

describeRooms("leaving Colyseus rooms", (lab) => {
  test("by the client", async () => {
    const room = await lab.party();
    const { log } = inside(room);
    expect(await room.leave()).toBe(4000);
    await until(() => expect(log).toEqual(["create", "join", "leave 4000", "dispose"]));
    expect(disposed).toContain(room.roomId);
    expect(matchMaker.getLocalRoomById(room.roomId)).toBeUndefined();
  });

  test("by the room, with a code and a reason", async () => {
    const room = await lab.party({ holdS: 0.01 });
    const { log } = inside(room);
    const end = ending(room);
    room.send("leaveMe", 4123);
    expect(await end).toEqual({ code: 4123, reason: "as you wish" });
    await until(() => expect(log.slice(2, 4)).toEqual(["drop 4123", "leave 4123"]));
  });

  test("of everyone, when the room ends", async () => {
    const first = await lab.party();
    const second = await lab.joinById(first);
    const ends = [ending(first), ending(second)];
    first.send("end");
    expect((await Promise.all(ends)).map(({ code }) => code)).toEqual([4000, 4000]);
    await until(() => expect(disposed).toContain(first.roomId));
  });

  test("before a slow join is over", async () => {
    const first = await lab.party();
    const slow = lab.sdk.joinById(first.roomId, { waitMs: 150 });
    await until(() => expect(inside(first).clients.length).toBe(2));
    const left = inside(first).clients.at(-1)!;
    left.leave(4111);
    await expect(slow).rejects.toMatchObject({ code: 4111 });
    await until(() => expect(inside(first).clients.length).toBe(1));
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
