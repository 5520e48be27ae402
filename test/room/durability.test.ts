import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { RECORDING_INTERVALS } from "../../server/runtime/recording-intervals.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { readTimeline, verify } from "../../shared/journal/index.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { brittle } from "../contract/brittle-files.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { RoomBench, TICK_MS } from "../harness/rooms.ts";
import { pull, type TugState, tug, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const DATA = "data";
const red = { team: "red" };
const degrading = tugRoom("degrading", 4);
const halting = { ...tugRoom("halting", 4), onJournalFailure: "halt" } as const;
const tickSeen = (client: FakeClient) => (client.seen as TugState).tick;
const healTicks = RECORDING_INTERVALS.healEveryS * tug.tickHz;

function startBrittle() {
  const disk = brittle(memoryFileSystem());
  const bench = new RoomBench(7, new FileJournalStore(disk.files, DATA));
  return { disk, bench };
}

const timelineOf = async (files: FileSystem, id: string) =>
  readTimeline(await new FileJournalStore(files, DATA).read(id));

describe.each(["ENOSPC", "EROFS", "EIO"])("a disk that says %s", (code) => {
  it("stops no room that degrades; once it is well, a new segment says what is missing", async () => {
    const { disk, bench } = startBrittle();
    const room = await bench.open(degrading);
    const client = await room.join(red);
    bench.ticks(60);
    disk.breakWith(code);
    for (let i = 0; i < 90; i++) {
      client.command(0, pull(i % 9));
      bench.ticks(1);
    }
    expect(tickSeen(client)).toBe(150);
    expect(client.closed).toBeNull();
    expect(bench.metrics).toMatchObject({ journalLost: 1, journalHealed: 0 });
    expect(String(bench.reports[0])).toContain(code);
    disk.breakWith(null);
    bench.ticks(healTicks);
    expect(bench.metrics).toMatchObject({ journalLost: 1, journalHealed: 1 });
    const late = await room.join(red);
    bench.ticks(120);
    const timeline = await timelineOf(disk.files, room.room.roomId);
    expect(timeline.gaps).toEqual([{ after: 60, tick: expect.any(Number) }]);
    expect(timeline.gaps[0].tick).toBeLessThanOrEqual(60 + 3 + 2 * healTicks);
    expect(verify(tug, timeline)).toMatchObject({ ok: true, lastTick: 150 + healTicks + 120 });

    const after = new RoomBench(7, new FileJournalStore(filesAfterKill(disk.files, [DATA]), DATA));
    await room.room.disconnect();
    after.define(degrading);
    await after.recover([roomType(degrading)]);
    const again = after.find(room.room.roomId);
    if (again === null) throw new Error(after.logged.join());
    for (const lost of [client, late])
      expect((await again.reconnect(lost)).seen).toMatchObject({ tick: 150 + healTicks + 120 });
  });

  it("ends a room that halts before its tick is visible, and no other; it can be taken up later", async () => {
    const { disk, bench } = startBrittle();
    const [room, other] = [await bench.open(halting), await bench.open(degrading)];
    const [client, elsewhere] = [await room.join(red), await other.join(red)];
    bench.ticks(61);
    disk.breakWith(code);
    client.command(0, pull(5));
    bench.ticks(30);
    expect(await client.gone).toEqual(CLOSE.roomFault);
    expect(tickSeen(client)).toBe(60);
    expect((client.seen as TugState).rope).toBe(0);
    expect(tickSeen(elsewhere)).toBe(90);
    await vi.waitFor(() => expect(bench.metrics.roomClosed).toBe(1));
    disk.breakWith(null);
    expect(await new FileJournalStore(disk.files, DATA).rooms()).toContain(room.room.roomId);
    expect(bench.metrics.roomQuarantined).toBe(0);
    await expect(bench.open(halting)).resolves.toBeDefined();
    disk.breakWith(code);
    await expect(bench.open(halting)).rejects.toMatchObject({
      code: 503,
      message: "this server cannot keep rooms now",
    });
    await expect(bench.open(degrading)).resolves.toBeDefined();
  });
});

describe("a journal that takes time", () => {
  async function slow() {
    const bench = new RoomBench();
    const waiting: ReturnType<typeof Promise.withResolvers<void>>[] = [];
    bench.recorder = {
      commit() {
        const commit = Promise.withResolvers<void>();
        waiting.push(commit);
        return commit.promise;
      },
    };
    const room = await bench.open(degrading);
    const client = await room.join(red);
    return { bench, client, waiting };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it("D4: delays the patch, and the world with it, until the tick is kept; then time is made up for", async () => {
    const { bench, client, waiting } = await slow();
    client.command(0, pull(4));
    bench.ticks(10);
    expect(waiting).toHaveLength(1);
    expect(client.take("patch")).toEqual([]);
    waiting[0].resolve();
    await settled();
    expect(tickSeen(client)).toBe(3);
    for (let i = 1; i < 4; i++) {
      bench.clock.advance(TICK_MS / 8);
      waiting[i]?.resolve();
      await settled();
    }
    expect(tickSeen(client)).toBe(9);
  });

  it("shows nobody the tick when it fails", async () => {
    const { bench, client, waiting } = await slow();
    bench.ticks(3);
    waiting[0].reject(new Error("the journal is elsewhere"));
    await settled();
    expect(client.take("patch")).toEqual([]);
    expect(await client.gone).toEqual(CLOSE.roomFault);
  });
});
