import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { CLOSE } from "../../shared/wire/codes.ts";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { pull, type TugState, tugRoom } from "../harness/tiny-game.ts";

const { checkers, pendingBytes, slowMs } = REPLICATION_LIMITS;
const SLOW_TICKS = (slowMs * 60) / 1_000;

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let bench: RoomBench;
let room: BenchRoom;

beforeEach(async () => {
  bench = new RoomBench();
  room = await bench.open(tugRoom("tug", checkers + 2));
});

it("D8: sends digests to so many who ask for them, and to another once one has left", async () => {
  const join = () => room.join({ team: "red", verify: true });
  const clients: FakeClient[] = [];
  for (let i = 0; i <= checkers; i++) clients.push(await join());
  const checked = () => clients.filter((client) => client.take("check").length > 0).length;
  bench.ticks(61);
  expect([checked(), bench.metrics.checkerRefused]).toEqual([checkers, 1]);
  clients[0].consentedLeave();
  const late = await join();
  bench.ticks(61);
  expect(late.take("check").length).toBeGreaterThan(0);
  expect(bench.metrics.checkerRefused).toBe(1);
});

it("D8: sends away who takes nothing for too long, and no one else; the seat waits for the return", async () => {
  const [slow, quick] = [await room.join({ team: "red" }), await room.join({ team: "blue" })];
  bench.ticks(6);
  slow.bufferedBytes = pendingBytes + 1;
  const heard = slow.frames.length;
  bench.ticks(SLOW_TICKS - 6);
  expect([slow.closed, slow.frames.length]).toEqual([null, heard]);
  quick.command(0, pull(3));
  bench.ticks(12);
  expect(await slow.gone).toEqual(CLOSE.slowConsumer);
  expect(bench.metrics.patchSkipped).toBeGreaterThan(0);
  expect(quick.closed).toBeNull();
  const back = await room.reconnect(slow);
  expect(back.seen as TugState).toMatchObject({ rope: (quick.seen as TugState).rope });
});
