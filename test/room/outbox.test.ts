import { matchMaker } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { forwardingConsumer } from "../../server/colyseus/forwarding-consumer.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { type Consumer, Deduplicator, type Delivery, eventsAfter } from "../../server/outbox/index.ts";
import { RECORDING_INTERVALS } from "../../server/runtime/journal-recorder.ts";
import { defineRoom } from "../../server/runtime/room.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { JOURNAL_LIMITS, Playback, readTimeline } from "../../shared/journal/index.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { type EchoCommand, echo, echoRoom, placeOf } from "../harness/echo-game.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { filesAfterKill, withWriteHook } from "../harness/killed-files.ts";
import { type BenchRoom, RoomBench, TICK_MS } from "../harness/rooms.ts";
import { BLOW_UP, pull, type TugEvent, type TugState, tug, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const DATA = "data";
const red = { team: "red" };
const snapshotTicks = RECORDING_INTERVALS.snapshotEveryS * tug.tickHz;

/** Writes down where each event stands, in a file that changes with what it has seen. */
class Notes implements Consumer {
  readonly name = "notes";
  /** Rejects, or waits for ever. */
  mood: "well" | "failing" | "hanging" = "well";
  repeats = 0;

  constructor(readonly files: FileSystem) {}

  get lines(): string[] {
    return this.#read().lines;
  }

  #read(): { seen: string; lines: string[] } {
    if (this.files.stamp(`${DATA}/notes`) === null) return { seen: "", lines: [] };
    return JSON.parse(Buffer.from(this.files.read(`${DATA}/notes`)).toString());
  }

  async deliver(events: readonly Delivery[]): Promise<void> {
    if (this.mood === "failing") throw new Error("not now");
    if (this.mood === "hanging") await new Promise(() => {});
    const { seen: saved, lines } = this.#read();
    const seen = saved === "" ? new Deduplicator() : Deduplicator.load(Buffer.from(saved, "hex"));
    for (const { id } of events)
      if (seen.accept(id)) lines.push(placeOf(id));
      else this.repeats++;
    const content = { seen: Buffer.from(seen.save()).toString("hex"), lines };
    this.files.replace(`${DATA}/notes`, Buffer.from(JSON.stringify(content)));
  }
}

let files: FileSystem;
let notes: Notes;
let bench: RoomBench;
/** Closed after each test, so that no room of it has anything to do. */
const rooms: BenchRoom[] = [];

function start(from: FileSystem): void {
  files = from;
  notes = new Notes(files);
  bench = new RoomBench(7, new FileJournalStore(files, DATA));
  // A moment past each tick's time, where rounding cannot matter.
  bench.clock.advance(0.001);
}
beforeEach(() => start(memoryFileSystem()));
afterEach(async () => {
  for (const room of rooms.splice(0)) await close(room);
});

/** As a server does that is asked to end. */
async function close({ room }: BenchRoom): Promise<void> {
  if (!matchMaker.getLocalRoomById(room.roomId)) return;
  room.onBeforeShutdown();
  await turns();
  bench.clock.advance(OUTBOX_LIMITS.closeMs);
  await turns();
}

/** Shouts at every tick. */
const chatty = {
  ...tug,
  step(...[world, commands, emit]: Parameters<typeof tug.step>): void {
    emit({ type: "shout", seat: 0, tick: world.tick + 1 });
    tug.step(world, commands, emit);
  },
};

/** Shouts of those who leave. */
function lastWords(...[world, commands, emit]: Parameters<typeof tug.step>): void {
  tug.step(world, commands, emit);
  for (const { type, seat } of commands) if (type === "leave") emit({ type: "shout", seat, tick: world.tick });
}

const tugs = (more: object = {}) => ({ ...tugRoom("tug", 4), consumers: [notes], ...more });

async function open(definition = tugs()): Promise<BenchRoom> {
  const room = await bench.open(definition);
  rooms.push(room);
  return room;
}

const timelineOf = async ({ room }: BenchRoom, from = files) =>
  readTimeline(await new FileJournalStore(from, DATA).read(room.roomId));
async function shoutsOf(room: BenchRoom): Promise<string[]> {
  return eventsAfter(tug, await timelineOf(room), { tick: 0, index: 0 }).events.map(placeOf);
}

function pass(ticks: number): void {
  for (let i = 0; i < ticks; i++) bench.clock.advance(TICK_MS);
}

const turns = async (count = 3) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Shouts now and then, and lets deliveries come and go between ticks. */
async function shout(client: FakeClient, ticks: number): Promise<void> {
  const next = (client.seen as TugState).tick + 1;
  for (let i = 0; i < ticks; i++) {
    if (i % 7 < 3) client.command(next + i, pull(i % 9, true));
    pass(1);
    await turns(1);
  }
}

/** Lets time pass until something holds. */
async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 1_000; i++) {
    await turns(1);
    if (await holds()) return;
    pass(1);
  }
  throw new Error(`waited in vain until ${what}: ${bench.reports.join("; ")} ${bench.logged.join("; ")}`);
}

/** The process ends at once; the next one has what it had written. */
async function restart(left: FileSystem, more: object = {}): Promise<void> {
  start(left);
  const definition = tugs(more);
  bench.define(definition);
  await bench.recover([roomType(definition)]);
}

describe("consumers of a room's events", () => {
  it("have each event once and in order, those of past rounds too", async () => {
    const room = await open(tugs({ round: ({ tick }: { tick: number }) => Math.floor(tick / 200) }));
    await shout(await room.join(red), 650);
    await until(async () => (await new FileJournalStore(files, DATA).replays()).length === 3, "three rounds are over");
    expect(notes.lines.length).toBeGreaterThan(200);
    expect(new Set(notes.lines).size).toBe(notes.lines.length);
    const first = (await timelineOf(room)).firstTick;
    const recent = (await shoutsOf(room)).filter((place) => Number.parseInt(place, 10) > first);
    expect(notes.lines.slice(-recent.length)).toEqual(recent);
    expect([notes.repeats, bench.metrics.eventsLost, bench.metrics.deliveryFailed]).toEqual([0, 0, 0]);
  });

  it("D4: are told nothing that a crash could take back", async () => {
    const room = await open();
    const client = await room.join(red);
    client.command(0, pull(1, true));
    pass(1);
    await turns();
    expect(notes.lines).toEqual([]);
    pass(2);
    await turns();
    expect(notes.lines).toEqual(["1.0"]);
  });

  it("cost nothing where there are none: no event is encoded unless someone sees or wants it", async () => {
    const encode = vi.fn(tug.codecs.event.encode);
    const codecs = { ...tug.codecs, event: { ...tug.codecs.event, encode } };
    const machine = { ...chatty, codecs };
    for (const [consumers, expected] of [
      [[], 0],
      [[notes], 6],
      [[Object.assign(new Notes(files), { wants: () => false })], 0],
    ] as const) {
      const room = await open(tugs({ machine, consumers }));
      const client = await room.join(red);
      pass(3);
      client.drop();
      encode.mockClear();
      // It goes on for the one whose seat is held.
      pass(6);
      expect(encode.mock.calls.length).toBe(expected);
      await close(room);
    }
  });

  it("hear what happens last before a room falls asleep", async () => {
    const room = await open(tugs({ machine: { ...tug, step: lastWords } }));
    room.room.autoDispose = false;
    const client = await room.join(red);
    pass(3);
    client.consentedLeave();
    await turns();
    pass(1);
    await turns();
    expect(notes.lines).toEqual([]);
    pass(2);
    await turns();
    expect(notes.lines).toEqual(["4.0"]);
    pass(1);
    expect(bench.clock.timers).toBe(0);
  });

  it("hear that the last one left, though the room ends with that", async () => {
    const room = await open(tugs({ machine: { ...tug, step: lastWords } }));
    const client = await room.join(red);
    pass(3);
    client.consentedLeave();
    await until(() => notes.lines.length > 0, "it is told");
    expect(notes.lines).toEqual(["4.0"]);
    await until(async () => (await new FileJournalStore(files, DATA).rooms()).length === 0, "the room is over");
    expect([bench.metrics.eventsLost, bench.reports]).toEqual([0, []]);
  });

  it.each([
    ["a name twice", [{ name: "a" }, { name: "a" }], /name "a" is used twice/],
    ["no name", [{ name: "" }], /name "" is not 1 to 128 bytes/],
    ["a name too long", [{ name: "é".repeat(65) }], /is not 1 to 128 bytes/],
    [
      "too many",
      Array.from({ length: JOURNAL_LIMITS.consumers + 1 }, (_, i) => ({ name: `${i}` })),
      /17 of them; a journal keeps cursors for at most 16/,
    ],
  ])("are refused when the room is defined: %s", (_what, named, message) => {
    const consumers = named.map(({ name }) => ({ name, deliver: async () => {} }));
    expect(() => bench.define(tugs({ consumers }))).toThrow(message);
  });

  it("are refused where nothing is journaled", () => {
    const host = { ...bench.options, openRecorder: null };
    expect(() => defineRoom(tugs(), host)).toThrow(/consumers of room tug: this host keeps no journals/);
    expect(() => defineRoom(tugRoom("tug", 4), host)).not.toThrow();
  });
});

describe("a finished round becomes a replay when every consumer has its events", () => {
  const round = ({ tick }: { tick: number }) => Math.floor(tick / 120);
  const replays = async () => (await new FileJournalStore(files, DATA).replays()).length;

  it("and not before", async () => {
    const room = await open(tugs({ round }));
    const client = await room.join(red);
    notes.mood = "failing";
    await shout(client, 200);
    await turns(20);
    expect(await replays()).toBe(0);
    notes.mood = "well";
    await until(async () => (await replays()) > 0, "the round is a replay");
    expect(bench.metrics.eventsLost).toBe(0);
  });

  it("D8: or when they were waited for long enough; who lacks some then is told so, and goes on", async () => {
    const room = await open(tugs({ round }));
    const client = await room.join(red);
    notes.mood = "failing";
    await shout(client, 200);
    bench.clock.stall(OUTBOX_LIMITS.behindMs - 5_000);
    pass(1);
    await turns(20);
    expect(await replays()).toBe(0);
    bench.clock.stall(5_000);
    await until(async () => (await replays()) === 1, "the round is a replay");
    const { firstTick } = await timelineOf(room);
    expect(firstTick).toBe(120);
    const left = filesAfterKill(files, [DATA]);
    await close(room);
    await restart(left, { round });
    await until(() => notes.lines.length > 0, "it goes on");
    const rest = (await shoutsOf(room)).filter((place) => Number.parseInt(place, 10) > firstTick);
    await until(() => notes.lines.length >= rest.length, "it has the rest");
    expect(notes.lines).toEqual(rest);
    expect(bench.metrics.eventsLost).toBe(1);
    expect(bench.reports.join()).toContain("are lost for notes");
  });

  it("which no crash on the way makes look like a loss, however quiet the room is", async () => {
    const left: FileSystem[] = [];
    const disk = memoryFileSystem();
    start(withWriteHook(disk, () => left.push(filesAfterKill(disk, [DATA]))));
    const room = await open(tugs({ round }));
    await shout(await room.join(red), 30);
    const shouts = await shoutsOf(room);
    pass(80);
    left.length = 0;
    await until(async () => (await replays()) > 0, "the round is a replay");
    await turns(5);
    await close(room);
    expect(left.length).toBeGreaterThan(10);
    for (const one of left.splice(0)) {
      await restart(one, { round });
      await until(() => notes.lines.length >= shouts.length, "all is noted");
      await turns(5);
      expect(notes.lines).toEqual(shouts);
      expect([bench.metrics.eventsLost, bench.reports]).toEqual([0, []]);
      const again = bench.find(room.room.roomId);
      if (again === null) throw new Error(bench.logged.join("; "));
      await close(again);
    }
  });

  it("of two, only the one that is waited for no longer", async () => {
    const room = await open(tugs({ round }));
    const client = await room.join(red);
    notes.mood = "hanging";
    await shout(client, 130);
    bench.clock.stall(OUTBOX_LIMITS.behindMs - 2_100);
    await shout(client, 200);
    await until(async () => (await replays()) > 0, "a round is a replay");
    await turns(20);
    expect(await replays()).toBe(1);
    expect((await timelineOf(room)).firstTick).toBe(120);
  });
});

describe("a room that ends", () => {
  it("is over when its consumers have everything: until then, whoever finds it goes on", async () => {
    const room = await open();
    const client = await room.join(red);
    notes.mood = "failing";
    await shout(client, 60);
    const shouts = await shoutsOf(room);
    const ended = room.room.disconnect();
    await turns(20);
    const store = new FileJournalStore(files, DATA);
    expect(await store.replays()).toEqual([]);
    const left = filesAfterKill(files, [DATA]);
    notes.mood = "well";
    bench.clock.advance(60_000);
    await ended;
    expect(notes.lines).toEqual(shouts);
    expect(await store.rooms()).toEqual([]);
    expect(await store.replays()).toHaveLength(1);

    await restart(left);
    await until(() => notes.lines.length >= shouts.length, "the next process has delivered");
    expect(notes.lines).toEqual(shouts);
  });

  it("D8: does not wait for ever", async () => {
    const room = await open();
    const client = await room.join(red);
    notes.mood = "hanging";
    await shout(client, 60);
    const ended = room.room.disconnect();
    await turns(20);
    bench.clock.advance(OUTBOX_LIMITS.behindMs);
    await ended;
    expect(await new FileJournalStore(files, DATA).replays()).toHaveLength(1);
    expect(bench.metrics.eventsLost).toBe(1);
    expect(bench.reports.join()).toContain("ended before notes had its last events");
  });

  it("delivers the rest in the next process, when this one is asked to end and a consumer hangs", async () => {
    const room = await open();
    const client = await room.join(red);
    await shout(client, 30);
    notes.mood = "hanging";
    await shout(client, 30);
    const before = notes.lines;
    room.room.onBeforeShutdown();
    await turns(10);
    bench.clock.advance(OUTBOX_LIMITS.closeMs);
    await turns(10);
    expect(bench.metrics).toMatchObject({ outboxOpened: 1, outboxClosed: 1, eventsLost: 0 });
    await restart(files);
    const shouts = await shoutsOf(room);
    expect(shouts.length).toBeGreaterThan(before.length);
    await until(() => notes.lines.length >= shouts.length, "the rest is delivered");
    expect(notes.lines).toEqual(shouts);
    expect(notes.repeats).toBe(0);
  });

  it("by a fault delivers what happened before, and nothing of the tick that threw", async () => {
    const room = await open(tugs({ machine: chatty }));
    const client = await room.join(red);
    await shout(client, 42);
    client.command(0, BLOW_UP);
    pass(3);
    await client.gone;
    await until(() => bench.metrics.roomQuarantined === 1, "it is set aside");
    expect(notes.lines.at(-1)).toMatch(/^42\./);
    expect(notes.lines.filter((line) => line.endsWith(".0"))).toHaveLength(42);
    expect(bench.metrics.eventsLost).toBe(0);
  });
});

describe("killed at every single write, two rooms and a consumer", () => {
  const forward = (to: () => string) =>
    forwardingConsumer<TugEvent, EchoCommand>({
      name: "echo",
      event: tug.codecs.event,
      route: (_, of) => ({ roomId: to(), command: { type: "echo", of } }),
    });
  const listeners = (to: () => string) => tugs({ consumers: [notes, forward(to)] });
  /** Keeps what it takes later than its sender keeps how far it came. */
  const echoes = { ...echoRoom("echo", 4), patchEveryTicks: 5 };

  /** What each room's journal says, and what the two that listen have of it, agree. */
  async function expectOnce(tugOf: BenchRoom, echoOf: BenchRoom, least: number): Promise<void> {
    const shouts = await shoutsOf(tugOf);
    expect(shouts.length).toBeGreaterThanOrEqual(least);
    const heard = async () => {
      const timeline = await timelineOf(echoOf);
      return new Playback(echo, timeline, timeline.lastTick).world.heard;
    };
    await until(async () => (await heard()).length >= shouts.length, "every shout is heard");
    await until(() => notes.lines.length >= shouts.length, "every shout is noted");
    expect(await heard()).toEqual(shouts);
    expect(notes.lines).toEqual(shouts);
  }

  it("agree on what happened: a command that was journaled is not taken again, one that was not is", async () => {
    const left: FileSystem[] = [];
    const disk = memoryFileSystem();
    let watching = false;
    start(
      withWriteHook(disk, () => {
        if (watching) left.push(filesAfterKill(disk, [DATA]));
      }),
    );
    let to = "";
    const shouting = await open(listeners(() => to));
    const hearing = await bench.open(echoes);
    rooms.push(hearing);
    to = hearing.room.roomId;
    const [client, keeper] = [await shouting.join(red), await hearing.join(red)];
    await shout(client, snapshotTicks - 30);
    watching = true;
    await shout(client, 60);
    watching = false;
    await expectOnce(shouting, hearing, 100);
    expect(keeper.closed).toBeNull();
    expect(left.length).toBeGreaterThan(50);
    const ids = [shouting.room.roomId, hearing.room.roomId];
    for (const room of rooms.splice(0)) await close(room);

    let repeats = 0;
    for (const [write, one] of left.entries()) {
      start(one);
      const definition = listeners(() => ids[1]);
      bench.define(definition);
      bench.define(echoes);
      await bench.recover([roomType(definition), roomType(echoes)]);
      const found = ids.map((id) => bench.find(id));
      const where = `killed at write ${write}: ${bench.logged.join("; ")} ${bench.reports.join("; ")}`;
      if (found[0] === null || found[1] === null) throw new Error(where);
      rooms.push(found[0], found[1]);
      await shout(await found[0].join(red), 9);
      pass(3);
      await expectOnce(found[0], found[1], 100);
      expect(bench.metrics.eventsLost, where).toBe(0);
      repeats += notes.repeats;
      for (const room of rooms.splice(0)) await close(room);
    }
    expect(repeats).toBeGreaterThan(0);
  }, 60_000);
});
