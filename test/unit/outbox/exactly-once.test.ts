import { describe, expect, it } from "vitest";
import { eventsAfter, initialCursors, Outbox } from "../../../server/outbox/index.ts";
import { NO_METRICS } from "../../../server/runtime/metrics.ts";
import type { Timeline } from "../../../shared/journal/index.ts";
import { type TugCommand, type TugEvent, type TugWorld, tug } from "../../harness/tiny-game.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";
import { Crash, Disk, lineOf, Purse, Room, Store, timelineOf } from "./crash-lab.ts";
import { commandsAt, SEATS } from "./shouts.ts";

const TICKS = 60;
const COMMIT_TICKS = 3;
const SEGMENT_TICKS = 15;
const SHARES = [0, 0.4, 0.9, 1];

const isOfOne = (event: unknown) => (event as TugEvent).seat === 1;
/** Wants little of what happens. */
const choosy = (disk: Disk) => new Store(disk, "choosy", isOfOne);

/** One life of a process: it ends at the last tick, or with a crash. */
async function live(disk: Disk, life: number): Promise<void> {
  const room: Room<TugWorld, TugCommand, TugEvent, { readonly seats: number }> = new Room(
    tug,
    { seats: SEATS },
    disk,
    "tug",
  );
  const consumers = [new Store(disk), new Purse(disk), choosy(disk)];
  const cursors = new Map(initialCursors(consumers, room.before?.cursors ?? new Map(), room.now));
  let crash: unknown = null;
  const outbox = new Outbox("tug", room.now, consumers, cursors, {
    clock: new VirtualClock(),
    metrics: NO_METRICS,
    journalCursor(cursor) {
      cursors.set(cursor.consumer, cursor);
      room.delivered(cursor);
    },
    readTail: async (after, through, { wants }) =>
      eventsAfter(tug, timelineOf(disk, "tug") as Timeline, after, through, 4, wants),
    report(error) {
      crash ??= error.cause ?? error;
    },
  });
  room.begin(null, cursors.values(), room.before === null);
  const deliver = async () => {
    outbox.markDurable(room.now);
    await outbox.settled();
    if (crash !== null) throw crash;
  };
  await deliver();
  while (room.now < TICKS) {
    const tick = room.now + 1;
    room.step(commandsAt(tick, life), (event) =>
      outbox.emit(tick, tug.codecs.event.encode(event), outbox.subscribersOf(event)),
    );
    if (tick % COMMIT_TICKS !== 0) continue;
    room.commit();
    await deliver();
    if (tick % SEGMENT_TICKS === 0) room.begin(null, cursors.values(), false);
  }
}

/** What the journal says that happened; the consumers must have exactly this. */
function expectExactlyOnce(disk: Disk): void {
  const timeline = timelineOf(disk, "tug") as Timeline;
  const { events, through } = eventsAfter(tug, timeline, { tick: 0, index: 0 });
  expect(through).toBe(TICKS);
  expect(events.length).toBeGreaterThan(TICKS);
  expect(new Store(disk).content.lines).toEqual(events.map((event) => lineOf(event, event.bytes)));
  const few = events.filter(({ bytes }) => isOfOne(tug.codecs.event.decode(bytes)));
  expect(few.length).toBeLessThan(events.length / 2);
  expect(choosy(disk).content.lines).toEqual(few.map((event) => lineOf(event, event.bytes)));
  expect(new Purse(disk).room.world.taken).toEqual(events.map(({ tick, index }) => `${tick}.${index}`));
}

async function calm(): Promise<Disk> {
  const disk = new Disk();
  await live(disk, 0);
  return disk;
}

describe("events are delivered exactly once", () => {
  it("without a crash", async () => {
    expectExactlyOnce(await calm());
  });

  it.each(SHARES)("with a crash at every single write, %d of which still reaches the disk", async (share) => {
    const { writes } = await calm();
    expect(writes).toBeGreaterThan(60);
    for (let write = 0; write < writes; write++) {
      const disk = new Disk();
      disk.crashAt(write, share);
      await expect(live(disk, 0)).rejects.toThrow(Crash);
      disk.restart();
      await live(disk, 1);
      expectExactlyOnce(disk);
    }
  });

  it("with a crash at every write of a process that recovers from a crash", async () => {
    const { writes } = await calm();
    const first = Math.floor(writes / 2);
    for (let write = first + 1; write < writes; write++) {
      const disk = new Disk();
      for (const [life, at] of [first, write].entries()) {
        disk.crashAt(at, 0.7);
        await expect(live(disk, life)).rejects.toThrow(Crash);
        disk.restart();
      }
      await live(disk, 2);
      expectExactlyOnce(disk);
    }
  });
});
