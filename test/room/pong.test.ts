import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { decodePong, decodeWelcome } from "../../shared/wire/messages.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench, TICK_MS } from "../harness/rooms.ts";
import { type TugState, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let bench: RoomBench;
let room: BenchRoom;
let client: FakeClient;
/** Kinds of frames in the order they came, and when. */
let heard: { kind: string; atMs: number }[];

const pongs = () => client.take("pong").map(decodePong);
const tickSeen = () => (client.seen as TugState).tick;

/** One seat in a room, right after a patch. */
beforeEach(async () => {
  bench = new RoomBench();
  room = await bench.open(tugRoom("tug", 2));
  client = await room.join({ team: "red" });
  bench.ticks(6 - (decodeWelcome(client.last("welcome")).tick % 3));
  heard = [];
  client.heard = ({ kind }) => heard.push({ kind, atMs: bench.clock.nowMs() });
});

describe("the answer to a ping", () => {
  it("comes right before the next patch, and tells when it was asked and answered", () => {
    const tick = tickSeen();
    bench.clock.advance(TICK_MS / 2);
    const askedAtMs = bench.clock.nowMs();
    client.ping(7);
    expect(heard).toEqual([]);
    bench.ticks(3);
    expect(heard.map(({ kind }) => kind)).toEqual(["pong", "patch"]);
    const [pong] = pongs();
    expect(pong).toMatchObject({ nonce: 7, tick: tick + 3 });
    expect(pong.heldUs).toBe(Math.round((heard[0].atMs - askedAtMs) * 1000));
    expect(pong.heldUs).toBeCloseTo(1.5 * TICK_MS * 1000, -2);
    expect(pong.intoTickUs).toBeLessThan(1_000);
  });

  it("comes alone when another ping follows before the patch", () => {
    client.ping(1);
    client.ping(2);
    expect(pongs().map(({ nonce, heldUs }) => [nonce, heldUs])).toEqual([[1, 0]]);
    bench.ticks(3);
    expect(pongs().map(({ nonce }) => nonce)).toEqual([1, 2]);
  });

  it("comes alone, within two patches, to a client whose socket takes no patches", () => {
    client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
    client.ping(3);
    bench.ticks(5);
    expect(heard).toEqual([]);
    bench.ticks(2);
    expect(heard.map(({ kind }) => kind)).toEqual(["pong"]);
    expect(pongs()[0].heldUs).toBeGreaterThan(5 * TICK_MS * 1000);
    bench.ticks(9);
    expect(pongs()).toHaveLength(1);
  });

  it("comes at once while the room waits for its journal", () => {
    const kept = Promise.withResolvers<void>();
    bench.recorder = { commit: () => kept.promise };
    bench.ticks(3);
    client.ping(4);
    expect(pongs()).toEqual([]);
    bench.ticks(30);
    client.ping(5);
    expect(pongs().map(({ nonce }) => nonce)).toEqual([4, 5]);
    expect(pongs()[1].heldUs).toBe(0);
    expect(pongs()[1].intoTickUs).toBeGreaterThan(29 * TICK_MS * 1000);
    kept.resolve();
  });

  it("is nobody else's: a client that came back on the seat gets only its own", async () => {
    client.ping(6);
    client.drop();
    const back = await room.reconnect(client);
    bench.ticks(9);
    expect(pongs()).toEqual([]);
    expect(back.take("pong")).toEqual([]);
    back.ping(1);
    bench.ticks(3);
    expect(back.take("pong")).toHaveLength(1);
  });
});
