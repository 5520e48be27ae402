import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { digestState } from "../../shared/wire/digest.ts";
import { decodeEvents, decodeStateCheck, decodeWelcome } from "../../shared/wire/messages.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { pull, type TugState, tugRoom } from "../harness/tiny-game.ts";

/** More than get a patch at once. */
const AUDIENCE = 240;
/** How many have a patch with its tick, and a tick later. */
const [FIRST, NEXT] = [60, 150];

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let bench: RoomBench;
let room: BenchRoom;
let clients: FakeClient[];

beforeEach(async () => {
  bench = new RoomBench();
  room = await bench.open(tugRoom("tug", AUDIENCE + 1));
  clients = [];
  for (let i = 0; i < AUDIENCE; i++)
    clients.push(await room.join({ team: i % 2 ? "red" : "blue", verify: i % 10 === 0 }));
  bench.ticks(6);
  for (const client of clients) client.frames.length = 0;
});

const tickSeen = (client: FakeClient) => (client.seen as TugState).tick;
/** How many have a patch of this tick. */
const have = (tick: number) => clients.filter((client) => tickSeen(client) === tick).length;

describe("a room of many", () => {
  it("D4: sends each patch to a quarter of them at once, to the others on the next ticks, and to each at its own pace", () => {
    const start = Math.max(...clients.map(tickSeen));
    while (have(start + 3) === 0) bench.ticks(1);
    const seen: number[][] = [];
    for (let tick = 0; tick < 9; tick++) {
      seen.push([have(start + 3), have(start + 6), have(start + 9)]);
      bench.ticks(1);
    }
    expect(seen).toEqual([
      [FIRST, 0, 0],
      [NEXT, 0, 0],
      [AUDIENCE, 0, 0],
      [AUDIENCE - FIRST, FIRST, 0],
      [AUDIENCE - NEXT, NEXT, 0],
      [0, AUDIENCE, 0],
      [0, AUDIENCE - FIRST, FIRST],
      [0, AUDIENCE - NEXT, NEXT],
      [0, 0, AUDIENCE],
    ]);
  });

  it("sends digests, and events once, as of what each has", () => {
    const checks: number[] = [];
    for (const client of clients)
      client.heard = ({ kind, bytes }) => {
        if (kind !== "check") return;
        const check = decodeStateCheck(bytes);
        checks.push(check.tick);
        expect([check.tick, check.digest]).toEqual([tickSeen(client), digestState(client.seen)]);
      };
    const start = tickSeen(clients[0]);
    for (let tick = 0; tick < 120; tick++) {
      clients[tick].command(0, pull(tick % 7, true));
      bench.ticks(1);
    }
    bench.ticks(6);
    expect(checks.length).toBe(2 * (AUDIENCE / 10));
    const told = (client: FakeClient) =>
      client.take("events").flatMap((bytes) => decodeEvents(bytes).map(({ tick }) => tick));
    const expected = Array.from({ length: 120 }, (_, i) => start + 2 + i);
    for (const client of clients) expect(told(client).length).toBe(expected.length);
    expect(new Set(clients.map((client) => told(client).join())).size).toBe(1);
  });

  it("takes in who comes between two parts of a patch", async () => {
    bench.ticks(1);
    clients[3].command(0, pull(5));
    const late = await room.join({ team: "red", verify: true });
    const { tick } = decodeWelcome(late.last("welcome"));
    late.heard = ({ kind, bytes }) => {
      if (kind === "check") expect(decodeStateCheck(bytes).digest).toBe(digestState(late.seen));
    };
    bench.ticks(70);
    expect(late.take("check").length).toBe(1);
    expect(tickSeen(late)).toBeGreaterThan(tick);
    expect((late.seen as TugState).rope).toBe((clients[0].seen as TugState).rope);
  });

  it("that is suspended has sent to all of them what it sent to any", () => {
    const start = Math.max(...clients.map(tickSeen));
    clients[0].command(0, pull(5, true));
    while (have(start + 3) === 0) bench.ticks(1);
    expect(have(start + 3)).toBe(FIRST);
    room.room.onBeforeShutdown();
    expect(have(start + 3)).toBe(AUDIENCE);
    for (const client of clients) expect(client.take("events").length).toBe(1);
  });
});
