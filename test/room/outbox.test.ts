import { describe, expect, it, vi } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { defineRoom } from "../../server/runtime/room.ts";
import { JOURNAL_LIMITS } from "../../shared/journal/index.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { BLOW_UP, pull, tug, tugRoom } from "../harness/tiny-game.ts";
import { DATA, Notes, OutboxLab, red, turns } from "./outbox-lab.ts";

const lab = new OutboxLab();

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

describe("consumers of a room's events", () => {
  it("have each event once and in order, those of past rounds too", async () => {
    const room = await lab.open(lab.tugs({ round: ({ tick }: { tick: number }) => Math.floor(tick / 200) }));
    await lab.shout(await room.join(red), 650);
    await lab.until(
      async () => (await new FileJournalStore(lab.files, DATA).replays()).length === 3,
      "three rounds are over",
    );
    expect(lab.notes.lines.length).toBeGreaterThan(200);
    expect(new Set(lab.notes.lines).size).toBe(lab.notes.lines.length);
    const first = (await lab.timelineOf(room)).firstTick;
    const recent = (await lab.shoutsOf(room)).filter((place) => Number.parseInt(place, 10) > first);
    expect(lab.notes.lines.slice(-recent.length)).toEqual(recent);
    expect([lab.notes.repeats, lab.bench.metrics.eventsLost, lab.bench.metrics.deliveryFailed]).toEqual([0, 0, 0]);
  });

  it("D4: are told nothing that a crash could take back", async () => {
    const room = await lab.open();
    const client = await room.join(red);
    client.command(0, pull(1, true));
    lab.pass(1);
    await turns();
    expect(lab.notes.lines).toEqual([]);
    lab.pass(2);
    await turns();
    expect(lab.notes.lines).toEqual(["1.0"]);
  });

  it("cost nothing where there are none: no event is encoded unless someone sees or wants it", async () => {
    const encode = vi.fn(tug.codecs.event.encode);
    const codecs = { ...tug.codecs, event: { ...tug.codecs.event, encode } };
    const machine = { ...chatty, codecs };
    for (const [consumers, expected] of [
      [[], 0],
      [[lab.notes], 6],
      [[Object.assign(new Notes(lab.files), { wants: () => false })], 0],
    ] as const) {
      const room = await lab.open(lab.tugs({ machine, consumers }));
      const client = await room.join(red);
      lab.pass(3);
      client.drop();
      encode.mockClear();
      // It goes on for the one whose seat is held.
      lab.pass(6);
      expect(encode.mock.calls.length).toBe(expected);
      await lab.close(room);
    }
  });

  it("hear what happens last before a room falls asleep", async () => {
    const room = await lab.open(lab.tugs({ machine: { ...tug, step: lastWords } }));
    room.room.autoDispose = false;
    const client = await room.join(red);
    lab.pass(3);
    client.consentedLeave();
    await turns();
    lab.pass(1);
    await turns();
    expect(lab.notes.lines).toEqual([]);
    lab.pass(2);
    await turns();
    expect(lab.notes.lines).toEqual(["4.0"]);
    lab.pass(1);
    expect(lab.bench.clock.timers).toBe(0);
  });

  it("hear that the last one left, though the room ends with that", async () => {
    const room = await lab.open(lab.tugs({ machine: { ...tug, step: lastWords } }));
    const client = await room.join(red);
    lab.pass(3);
    client.consentedLeave();
    await lab.until(() => lab.notes.lines.length > 0, "it is told");
    expect(lab.notes.lines).toEqual(["4.0"]);
    await lab.until(async () => (await new FileJournalStore(lab.files, DATA).rooms()).length === 0, "the room is over");
    expect([lab.bench.metrics.eventsLost, lab.bench.reports]).toEqual([0, []]);
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
    expect(() => lab.bench.define(lab.tugs({ consumers }))).toThrow(message);
  });

  it("are refused where nothing is journaled", () => {
    const host = { ...lab.bench.options, openRecorder: null };
    expect(() => defineRoom(lab.tugs(), host)).toThrow(/consumers of room tug: this host keeps no journals/);
    expect(() => defineRoom(tugRoom("tug", 4), host)).not.toThrow();
  });
});

describe("a room that ends", () => {
  it("is over when its consumers have everything: until then, whoever finds it goes on", async () => {
    const room = await lab.open();
    const client = await room.join(red);
    lab.notes.mood = "failing";
    await lab.shout(client, 60);
    const shouts = await lab.shoutsOf(room);
    const ended = room.room.disconnect();
    await turns(20);
    const store = new FileJournalStore(lab.files, DATA);
    expect(await store.replays()).toEqual([]);
    const left = filesAfterKill(lab.files, [DATA]);
    lab.notes.mood = "well";
    lab.bench.clock.advance(60_000);
    await ended;
    expect(lab.notes.lines).toEqual(shouts);
    expect(await store.rooms()).toEqual([]);
    expect(await store.replays()).toHaveLength(1);

    await lab.restart(left);
    await lab.until(() => lab.notes.lines.length >= shouts.length, "the next process has delivered");
    expect(lab.notes.lines).toEqual(shouts);
  });

  it("D8: does not wait for ever", async () => {
    const room = await lab.open();
    const client = await room.join(red);
    lab.notes.mood = "hanging";
    await lab.shout(client, 60);
    const ended = room.room.disconnect();
    await turns(20);
    lab.bench.clock.advance(OUTBOX_LIMITS.behindMs);
    await ended;
    expect(await new FileJournalStore(lab.files, DATA).replays()).toHaveLength(1);
    expect(lab.bench.metrics.eventsLost).toBe(1);
    expect(lab.bench.reports.join()).toContain("ended before notes had its last events");
  });

  it("delivers the rest in the next process, when this one is asked to end and a consumer hangs", async () => {
    const room = await lab.open();
    const client = await room.join(red);
    await lab.shout(client, 30);
    lab.notes.mood = "hanging";
    await lab.shout(client, 30);
    const before = lab.notes.lines;
    room.room.onBeforeShutdown();
    await turns(10);
    lab.bench.clock.advance(OUTBOX_LIMITS.closeMs);
    await turns(10);
    expect(lab.bench.metrics).toMatchObject({ outboxOpened: 1, outboxClosed: 1, eventsLost: 0 });
    await lab.restart(lab.files);
    const shouts = await lab.shoutsOf(room);
    expect(shouts.length).toBeGreaterThan(before.length);
    await lab.until(() => lab.notes.lines.length >= shouts.length, "the rest is delivered");
    expect(lab.notes.lines).toEqual(shouts);
    expect(lab.notes.repeats).toBe(0);
  });

  it("by a fault delivers what happened before, and nothing of the tick that threw", async () => {
    const room = await lab.open(lab.tugs({ machine: chatty }));
    const client = await room.join(red);
    await lab.shout(client, 42);
    client.command(0, BLOW_UP);
    lab.pass(3);
    await client.gone;
    await lab.until(() => lab.bench.metrics.roomQuarantined === 1, "it is set aside");
    expect(lab.notes.lines.at(-1)).toMatch(/^42\./);
    expect(lab.notes.lines.filter((line) => line.endsWith(".0"))).toHaveLength(42);
    expect(lab.bench.metrics.eventsLost).toBe(0);
  });
});
