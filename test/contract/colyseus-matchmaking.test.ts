import { matchMaker } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { expect, test } from "vitest";
import { describeRooms, inside, until } from "./colyseus-lab.ts";
import type { WorksRoom } from "./documented-services.ts";
import { next } from "./server.ts";

describeRooms("admission to Colyseus rooms", (lab) => {
  test("a hook refuses with its code and message", async () => {
    const refusal = { code: 4321, message: "the party is private" };
    await expect(lab.party({ refuse: true })).rejects.toMatchObject(refusal);
  });

  test("static onAuth lets in, refuses, or fails", async () => {
    const room = (await lab.sdk.create("door", { password: "open" })) as Room;
    lab.joined.push(room);
    expect(await next(room, "auth")).toEqual({ token: null, agent: null, role: "guest" });
    await expect(lab.sdk.create("door", { password: "wrong" })).rejects.toMatchObject({
      code: 403,
      message: "wrong password",
    });
    await expect(lab.sdk.create("door", {})).rejects.toMatchObject({ code: 525 });
  });

  test("tokens of a room's own reach its static onAuth", async () => {
    const client = new Client(lab.server.url);
    client.auth.token = "a token of their own";
    const room = (await client.create("door", { password: "open" })) as Room;
    lab.joined.push(room);
    expect(await next(room, "auth")).toMatchObject({ token: "a token of their own" });
  });

  test("onAuth of an instance lets in, refuses, or fails", async () => {
    const room = (await lab.sdk.create("old-door", { password: "open" })) as Room;
    lab.joined.push(room);
    expect(await next(room, "auth")).toEqual([{ role: "guest" }, { role: "guest" }]);
    await expect(lab.sdk.create("old-door", { password: "wrong" })).rejects.toMatchObject({ code: 4401 });
    await expect(lab.sdk.create("old-door", {})).rejects.toMatchObject({ code: 525 });
  });

  test("onAuth as a property of an instance lets in, refuses, or fails", async () => {
    const room = lab.entered(await lab.sdk.create("property-door", { password: "open" }));
    expect(await next(room, "auth")).toEqual({ team: 0, ip: "string" });
    const wrong = lab.sdk.joinById(room.roomId, { password: "wrong" });
    await expect(wrong).rejects.toMatchObject({ code: 4401 });
    await expect(lab.sdk.joinById(room.roomId, {})).rejects.toMatchObject({ code: 525 });
  });

  test.each(["old-door", "property-door"])(
    "onAuth of an instance is asked for seats with auth, too: %s",
    async (name) => {
      const listing = await matchMaker.createRoom(name, {});
      const reserve = (password: string) => matchMaker.reserveSeatFor(listing, { password }, { team: 1 });
      lab.entered(await lab.sdk.consumeSeatReservation(await reserve("open")));
      await expect(lab.sdk.consumeSeatReservation(await reserve("wrong"))).rejects.toMatchObject({ code: 4401 });
    },
  );

  test.each([
    ["takes it for its own", "open", { team: 1, ip: "string" }],
    ["leaves it as it is", "known", { team: 1 }],
  ])("onAuth of an instance sees the auth of its seat, and %s", async (_case, password, auth) => {
    const listing = await matchMaker.createRoom("property-door", {});
    const seat = await matchMaker.reserveSeatFor(listing, { password }, { team: 1 });
    const room = lab.entered(await lab.sdk.consumeSeatReservation(seat));
    expect(await next(room, "auth")).toEqual(auth);
  });

  test("an unknown room id is refused with 522", async () => {
    await expect(lab.sdk.joinById("nowhere")).rejects.toMatchObject({ code: 522 });
  });

  test("an unknown room name is refused with 520", async () => {
    await expect(lab.sdk.joinOrCreate("nothing")).rejects.toMatchObject({ code: 520 });
  });

  test("a full room is locked, and open again when somebody leaves", async () => {
    const first = await lab.party({ maxClients: 2, mode: "duel" });
    const second = await lab.joinById(first);
    await expect(lab.sdk.joinById(first.roomId)).rejects.toMatchObject({ code: 522, message: /locked/ });
    await expect(lab.party({ mode: "duel" }, "join")).rejects.toMatchObject({ code: 521 });
    await second.leave();
    const third = await lab.party({ mode: "duel" }, "join");
    expect(third.roomId).toBe(first.roomId);
    const elsewhere = await lab.party({ mode: "duel" }, "joinOrCreate");
    expect(elsewhere.roomId).not.toBe(first.roomId);
  });

  test("a room locks itself, and opens", async () => {
    const room = await lab.party({ mode: "closed" });
    room.send("lock");
    await room.request("double", 1);
    await expect(lab.party({ mode: "closed" }, "join")).rejects.toMatchObject({ code: 521 });
    room.send("unlock");
    await room.request("double", 1);
    expect((await lab.party({ mode: "closed" }, "join")).roomId).toBe(room.roomId);
  });

  test("filters find rooms of their kind, also after a change", async () => {
    const red = await lab.party({ mode: "red" });
    expect((await lab.party({ mode: "red" }, "joinOrCreate")).roomId).toBe(red.roomId);
    expect((await lab.party({ mode: "blue" }, "joinOrCreate")).roomId).not.toBe(red.roomId);
    const [listing] = await matchMaker.query({ roomId: red.roomId });
    expect(listing).toMatchObject({ name: "party", clients: 2, maxClients: 4, locked: false });
    red.send("mode", "green");
    await red.request("double", 1);
    expect((await matchMaker.query({ roomId: red.roomId }))[0]?.metadata).toEqual({ mode: "green" });
  });

  test("a seat waits for its socket for so long, and takes one", async () => {
    const room = await lab.party({ reserveS: 0.2 });
    const unused = await matchMaker.joinById(room.roomId, {});
    expect((await matchMaker.query({ roomId: room.roomId }))[0]?.clients).toBe(2);
    await until(async () => expect((await matchMaker.query({ roomId: room.roomId }))[0]?.clients).toBe(1));
    await expect(lab.sdk.consumeSeatReservation(unused)).rejects.toMatchObject({ code: 524 });
    const seat = await matchMaker.joinById(room.roomId, {});
    lab.entered(await lab.sdk.consumeSeatReservation(seat));
    await expect(lab.sdk.consumeSeatReservation(seat)).rejects.toMatchObject({ code: 524 });
  });

  test("options of defineRoom go before those of clients", async () => {
    const room = await lab.works({ wares: "mine", region: "south" });
    expect(inside<WorksRoom>(room).options).toEqual({ wares: "tools", region: "south" });
  });

  test("a room names itself", async () => {
    const room = await lab.works({ roomId: "the-works" });
    expect(room.roomId).toBe("the-works");
    expect((await lab.joinById(room)).roomId).toBe("the-works");
  });

  test("the order of rooms is as defined, by metadata of now", async () => {
    const [few, many] = [await lab.works({ region: "east" }), await lab.works({ region: "east" })];
    await lab.joinById(many);
    const find = async (region: string) => lab.entered((await lab.sdk.join("works", { region })) as Room).roomId;
    expect(await find("east")).toBe(many.roomId);
    await many.request("move", "west");
    expect((await matchMaker.query({ roomId: many.roomId }))[0]?.metadata).toEqual({ region: "west" });
    expect(await few.request("ask", few.roomId)).toBe(`who? ${few.roomId}`);
  });

  test("a private room is joined by its id alone", async () => {
    const room = await lab.works({ region: "hidden" });
    await room.request("private", true);
    await expect(lab.sdk.join("works", { region: "hidden" })).rejects.toMatchObject({ code: 521 });
    expect((await lab.joinById(room)).roomId).toBe(room.roomId);
  });

  test("a room without autoDispose outlasts its clients", async () => {
    const room = await lab.works({ keep: true });
    await room.leave();
    await until(() => expect(inside<WorksRoom>(room).clients.length).toBe(0));
    expect((await lab.joinById(room)).roomId).toBe(room.roomId);
    inside<WorksRoom>(room).autoDispose = true;
  });
});
