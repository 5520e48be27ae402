import { type IRoomCache, LocalDriver, matchMaker } from "@colyseus/core";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { latenessClass, QUICK_PLAY_ORDER } from "../../server/colyseus/matchmaking.ts";
import { defineRoom } from "../../server/runtime/room.ts";
import { FakeClient } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { type TugWorld, tug, tugRoom } from "../harness/tiny-game.ts";

describe("how late a match is, in classes", () => {
  it.each([
    [0, 0],
    [15.9, 0],
    [16, 1],
    [49.9, 1],
    [50, 2],
    [149, 2],
    [150, 3],
    [5_000, 3],
  ])("%s ms: %s", (lateMs, late) => expect(latenessClass(lateMs, 0)).toBe(late));

  // Often about a bound, where noise would tell.
  const about = fc
    .constantFrom(16, 50, 150)
    .chain((bound) => fc.double({ min: bound * 0.8, max: bound * 1.3, noNaN: true }));
  const ms = fc.oneof(fc.double({ min: 0, max: 300, noNaN: true }), about);
  const before = fc.nat(3);

  it("is never better for a room that is later", () => {
    fc.assert(
      fc.property(ms, ms, before, (a, b, was) => {
        expect(latenessClass(Math.max(a, b), was)).toBeGreaterThanOrEqual(latenessClass(Math.min(a, b), was));
      }),
    );
  });

  it("changes once at the most while a room's lateness wavers by a third, so that it keeps its place", () => {
    const noise = fc.array(fc.double({ min: 0.67, max: 1.33, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(ms, before, noise, (lateMs, was, factors) => {
        let late = latenessClass(lateMs, was);
        const seen = [late];
        for (const factor of factors) {
          late = latenessClass(lateMs * factor, late);
          seen.push(late);
        }
        const changes = seen.slice(1).map((now, i) => Math.abs(now - seen[i]));
        expect(changes.reduce((sum, change) => sum + change, 0)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("is the first again for one that is in time again, whatever it was", () => {
    fc.assert(fc.property(before, (was) => latenessClass(2.4, was) === 0));
  });
});

describe("quick play", () => {
  it("brings to the least late, and of these to the fullest, that is listed and has room", async () => {
    const listing = fc.record({
      name: fc.constantFrom("duel", "duel", "duel-5"),
      locked: fc.boolean(),
      private: fc.boolean(),
      late: fc.nat(3),
      clients: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(listing, { maxLength: 12 }), async (rooms) => {
        const driver = new LocalDriver();
        for (const [n, room] of rooms.entries())
          await driver.insert({ roomId: `${n}`, ...room } as unknown as IRoomCache);
        const found = await driver.findOne({ name: "duel", locked: false, private: false }, QUICK_PLAY_ORDER);
        const open = rooms.filter((room) => room.name === "duel" && !room.locked && !room.private);
        if (open.length === 0) {
          expect(found).toBeUndefined();
          return;
        }
        const late = Math.min(...open.map((room) => room.late));
        const clients = Math.max(...open.map((room) => (room.late === late ? room.clients : -1)));
        expect(found).toMatchObject({ name: "duel", locked: false, private: false, late, clients });
      }),
    );
  });
});

describe("quick play, in rooms", () => {
  /** By how many are in: their ticks take time, of which a process has only one. */
  let tickMs: readonly number[];
  let bench: RoomBench;
  let rooms: BenchRoom[];

  beforeAll(RoomBench.start);
  afterAll(RoomBench.stop);
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    tickMs = [];
    bench = new RoomBench();
    const machine: typeof tug = {
      ...tug,
      step(world, commands, emit) {
        tug.step(world, commands, emit);
        bench.clock.stall(tickMs[inMatch(world)] ?? 0);
      },
    };
    const definition = { ...tugRoom("quick", 4), machine };
    matchMaker.defineRoomType("quick", defineRoom(definition, bench.options)).sortBy(QUICK_PLAY_ORDER);
    rooms = [];
    for (const people of [1, 3, 2]) rooms.push(await openWith(people));
    return async () => {
      vi.useRealTimers();
      for (const { room } of rooms) await room.disconnect();
    };
  });

  /** What a client says of its lateness is not heard. */
  const WISH = { team: "red", late: -1, clients: 99 };

  async function openWith(people: number): Promise<BenchRoom> {
    const { roomId } = await matchMaker.createRoom("quick", WISH);
    const room = bench.find(roomId) as BenchRoom;
    for (let i = 0; i < people; i++) await room.join(WISH);
    return room;
  }

  function play(seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      bench.ticks(60);
      vi.advanceTimersByTime(1_000);
    }
  }

  /** Which room someone is brought to, who looks in only. */
  async function quickPlay(): Promise<number> {
    const { roomId, sessionId } = await matchMaker.joinOrCreate("quick", WISH);
    const index = rooms.findIndex(({ room }) => room.roomId === roomId);
    (await rooms[index].connect(new FakeClient(sessionId))).consentedLeave();
    return index;
  }

  it("takes the fullest while all are in time, however their few ms differ", async () => {
    tickMs = [0, 0, 0.2, 1];
    play(5);
    expect(await quickPlay()).toBe(1);
  });

  it("takes the fullest while all are late together, as what holds up the process does it", async () => {
    tickMs = [0, 0.2, 0, 0.5];
    for (let i = 0; i < 100; i++) {
      // About where the classes of rooms that are late by themselves begin.
      bench.clock.stall(i % 2 === 0 ? 45 : 20);
      bench.ticks(6);
      vi.advanceTimersByTime(100);
    }
    expect(rooms.map(({ room }) => (room as unknown as { _listing: { late: number } })._listing.late)).toEqual([
      0, 0, 0,
    ]);
    expect(await quickPlay()).toBe(1);
  });

  it("passes over a late match, although it is fuller, until it is in time again", async () => {
    tickMs = [0, 0, 0, 14];
    play(5);
    expect(await quickPlay()).toBe(2);
    tickMs = [];
    play(10);
    expect(await quickPlay()).toBe(1);
  });

  it("takes the late match before it makes another", async () => {
    for (const index of [0, 2]) await rooms[index].room.lock();
    tickMs = [0, 0, 0, 14];
    play(5);
    expect(await quickPlay()).toBe(1);
  });

  it("passes over a match that waits for its journal, also while it makes no tick at all", async () => {
    const journal = Promise.withResolvers<void>();
    const inFullest = (world: unknown) => inMatch(world as TugWorld) === 3;
    bench.recorder.commit = (world) => (inFullest(world) ? journal.promise : undefined);
    play(1);
    expect(await quickPlay()).toBe(2);
    journal.resolve();
  });
});

const inMatch = ({ seats }: TugWorld): number => seats.filter((status) => status > 0).length;
