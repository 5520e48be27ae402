import { expect, test, vi } from "vitest";
import { describeRooms, type PartyClient } from "./colyseus-lab.ts";
import { ending, next } from "./server.ts";

describeRooms("messages of Colyseus rooms", (lab) => {
  test("from a hook come once the client has joined", async () => {
    const room = (await lab.sdk.create("party")) as unknown as PartyClient;
    lab.joined.push(room);
    expect(await next(room, "welcome")).toBe(room.sessionId);
  });

  test.each([
    ["an object", { a: [1, "two", null, true], b: { c: -1.5 } }],
    ["nothing", undefined],
    ["a long text", "é".repeat(3_000)],
    ["a list of objects of one shape", Array.from({ length: 100 }, (_, i) => ({ id: i, name: `n${i}` }))],
  ])("carry %s", async (_case, body) => {
    const room = await lab.party();
    const echo = next(room, "echo");
    room.send("echo", body);
    expect(await echo).toEqual(body);
  });

  test("have numbers as types, too", async () => {
    const room = await lab.party();
    const answer = new Promise((resolve) => room.onMessage(8, resolve));
    room.send(7, 41);
    expect(await answer).toBe(42);
  });

  test("are bytes, both ways", async () => {
    const room = await lab.party();
    const answer = next<Uint8Array>(room, "bytes");
    room.sendBytes("bytes", Uint8Array.of(0, 255, 1));
    expect([...(await answer)]).toEqual([1, 255, 0]);
  });

  test("go to everyone, or to all but one", async () => {
    const first = await lab.party();
    const others = [await lab.joinById(first), await lab.joinById(first)];
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
    const room = await lab.party();
    const seen = new Promise((resolve) => room.onMessage("turn", (turn) => resolve([turn, room.state.turn])));
    room.send("afterPatch", 3);
    expect(await seen).toEqual([3, 3]);
  });

  test("may be requests", async () => {
    const room = await lab.party();
    expect(await room.request("double", 21)).toBe(42);
    await expect(room.request("refuse")).rejects.toMatchObject({ reason: "no" });
    await expect(room.request("nothing")).rejects.toThrow(/no onMessage/);
  });

  test("are validated", async () => {
    const room = await lab.party();
    const end = ending(room);
    room.send("move", { x: "far", y: 1 });
    expect((await end).code).toBe(4002);
  });

  test("of an unknown type end the socket", async () => {
    const room = await lab.party();
    const end = ending(room);
    room.send("nothing", 1);
    expect(await end).toEqual({ code: 4002, reason: 'room onMessage for "nothing" not registered.' });
  });

  test("come from the room's timers", async () => {
    const room = await lab.party();
    room.send("later", 30);
    expect(await next(room, "later")).toBe(30);
  });

  test("the SDK's ping is answered", async () => {
    const room = await lab.party();
    expect(await new Promise((resolve) => room.ping(resolve))).toBeGreaterThanOrEqual(0);
  });
});
