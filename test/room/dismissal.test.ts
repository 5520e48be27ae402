import { matchMaker } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findSingleton, openSingletons } from "../../server/colyseus/matchmaking.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { decodeRefusal } from "../../shared/wire/messages.ts";
import { RoomBench } from "../harness/rooms.ts";
import { pull, type TugState, type TugWorld, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const red = { team: "red" };
let bench: RoomBench;
beforeEach(() => {
  bench = new RoomBench();
});
afterEach(async () => {
  await Promise.all(matchMaker.disconnectAll());
});

describe("whom a world sends away", () => {
  /** Nobody may pull more than twice. */
  const strict = {
    ...tugRoom("strict", 4),
    kickReason: ({ pulls }: TugWorld, seat: number) => (pulls[seat] > 2 ? CLOSE.banned : null),
  };

  it("is told what happened, then why, and the seat is free", async () => {
    const room = await bench.open(strict);
    const [client, other] = [await room.join(red), await room.join(red)];
    for (let i = 0; i < 3; i++) {
      expect(client.closed).toBeNull();
      client.command(0, pull(1, true));
      bench.ticks(3);
    }
    bench.ticks(3);
    expect(client.take("events")).toHaveLength(3);
    expect(await client.gone).toEqual(CLOSE.banned);
    expect((client.seen as TugState).rope).toBe(3);
    expect(other.closed).toBeNull();
    bench.ticks(3);
    expect(bench.metrics.clientLeft).toBe(1);
  });

  it("goes when they return, if they were away", async () => {
    const room = await bench.open({
      ...strict,
      kickReason: ({ rope }: TugWorld, seat: number) => (seat === 0 && rope < 0 ? CLOSE.banned : null),
    });
    const [client, other] = [await room.join(red), await room.join(red)];
    bench.ticks(3);
    client.drop();
    other.command(0, pull(1));
    bench.ticks(6);
    const back = await room.reconnect(client);
    bench.ticks(3);
    expect(await back.gone).toEqual(CLOSE.banned);
    expect(other.closed).toBeNull();
  });
});

describe("commands beyond what a tick takes", () => {
  const apart = { ...tugRoom("apart", 2), merge: () => null };

  it.each([
    ["the room's usual number", undefined, ROOM_LIMITS.commandsPerTick],
    ["a definition's own", { commandBytes: 2, commandsPerTick: 7 }, 7],
  ])("D8: are refused with a reason: %s", async (_, limits, most) => {
    const room = await bench.open({ ...apart, ...(limits && { limits }) });
    const client = await room.join(red);
    bench.ticks(3);
    for (let i = 0; i < most + 2; i++) client.command(0, pull(1));
    bench.ticks(3);
    expect((client.seen as TugState).rope).toBe(most);
    const reason = `commands: more than ${most} for one tick`;
    const refusal = { code: ROOM_REFUSAL.tooManyCommands, reason };
    expect(client.take("refusal").map(decodeRefusal)).toEqual([refusal, refusal]);
    expect(bench.metrics.commandDropped).toBe(2);
    expect(client.closed).toBeNull();
  });

  it("D8: one command is as long as its definition says", async () => {
    const room = await bench.open({ ...apart, limits: { commandBytes: 2, commandsPerTick: 4 } });
    const client = await room.join(red);
    client.command(0, Uint8Array.of(1, 0, 0));
    bench.ticks(3);
    expect(client.take("refusal").map(decodeRefusal)).toEqual([
      { code: ROOM_REFUSAL.badMessage, reason: "command: 3 bytes, at most 2" },
    ]);
  });
});

describe("a room that stands", () => {
  const standing = { ...tugRoom("standing", 1), singleton: true };

  it("is there from the start, once, and stays when everyone has left", async () => {
    bench.define(standing);
    bench.define(tugRoom("other", 1));
    expect(await findSingleton("standing")).toBeNull();
    await openSingletons([standing]);
    await openSingletons([standing]);
    const rooms = await matchMaker.query({ name: "standing" });
    expect([rooms.length, (await matchMaker.query({ name: "other" })).length]).toEqual([1, 0]);
    await expect(matchMaker.createRoom("standing", {})).rejects.toMatchObject({ code: ROOM_REFUSAL.roomFull });
    const room = bench.find(rooms[0].roomId);
    const client = await room?.join(red);
    bench.ticks(6);
    client?.consentedLeave();
    bench.ticks(6);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await findSingleton("standing"))?.roomId).toBe(rooms[0].roomId);
    expect(bench.metrics.roomClosed).toBe(0);
  });

  it("takes no time while nobody is there", async () => {
    bench.define(standing);
    await openSingletons([standing]);
    bench.ticks(60);
    const { ticked } = bench.metrics;
    bench.ticks(600);
    expect(bench.metrics.ticked).toBe(ticked);
  });
});
