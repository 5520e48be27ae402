import { expect, it } from "vitest";
import type { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { type JournalEvent, NotOwner } from "../../server/journal/port.ts";
import {
  JOURNAL_LIMITS,
  Playback,
  readCommands,
  readTimeline,
  SegmentReader,
  verify,
} from "../../shared/journal/index.ts";
import { tug } from "../harness/tiny-game.ts";
import { describeJournals } from "./journal-adapters.ts";
import { OPENING, TestRoom, timelineOf } from "./journal-room.ts";

describeJournals("journal contract", (make) => {
  it("knows no rooms and no replays before there are any", async () => {
    const store = make()();
    expect(await store.rooms()).toEqual([]);
    expect(await store.read("nobody")).toEqual([]);
    expect(await store.epoch("nobody")).toBe(0);
    expect(await store.replays()).toEqual([]);
    expect(await store.readReplay("nothing")).toBeNull();
    expect(await store.archiveRounds("nobody")).toEqual([]);
  });

  it("D4: what was committed is there for the next process, and what was not is not", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "r1");
    await room.play(31);
    expect(room.journal).toMatchObject({ durableTick: 30, epoch: 1, roomId: "r1", state: { is: "recording" } });
    const next = storage();
    expect(await next.rooms()).toEqual(["r1"]);
    expect([await next.has("r1"), await next.has("r2"), await next.has("../r1")]).toEqual([true, false, false]);
    const timeline = await timelineOf(next, "r1");
    // The hash of tick 30 came with that tick's commit.
    expect(timeline).toMatchObject({ firstTick: 0, lastTick: 30, warnings: [] });
    expect(verify(tug, timeline)).toMatchObject({ ok: true, compared: 3, hash: room.hashes.get(30) });
  });

  it("hands out a segment's bytes from any offset on, while it grows and until it is given up", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "r1");
    await room.play(30);
    const reader = storage() as FileJournalStore;
    const begun = (await reader.readSegment("r1", 1, 0)) as Uint8Array;
    await room.play(30);
    const whole = (await reader.readSegment("r1", 1, 0)) as Uint8Array;
    const added = (await reader.readSegment("r1", 1, begun.length)) as Uint8Array;
    expect([...begun, ...added]).toEqual([...whole]);
    expect(await reader.readSegment("r1", 1, whole.length)).toHaveLength(0);
    expect([...whole]).toEqual([...(await reader.read("r1"))[0].bytes]);
    expect([await reader.readSegment("r1", 2, 0), await reader.readSegment("nobody", 1, 0)]).toEqual([null, null]);
    await room.endRound();
    await reader.archiveRounds("r1", 60);
    expect(await reader.readSegment("r1", 1, 0)).toBeNull();
    expect(await reader.readSegment("r1", 2, 0)).not.toBeNull();
    await room.journal.close(false);
  });

  it("can be followed while it grows, over segments and rounds, to its end", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "r1");
    await room.play(30);
    const events: JournalEvent[] = [];
    const follower = storage().follow("r1", (event) => events.push(event));
    await follower.open(0, tug.tickHz);
    expect(events[0]).toMatchObject({ type: "start", header: { machine: tug.id } });
    for (const step of [() => room.play(30), () => room.endRound(), () => room.play(30)]) {
      await step();
      await follower.poll();
      expect(follower.reached).toBe(room.journal.durableTick);
    }
    await storage().archiveRounds("r1", 60);
    await room.play(30);
    await room.journal.close(true);
    while (!follower.over) await follower.poll();
    expect(events.at(-1)).toMatchObject({ type: "end", reason: "closed" });
    expect(events.map(({ type }) => type)).not.toContain("gap");
    const ticks = events.flatMap((event) => (event.type === "commands" ? [event.tick] : []));
    const { spans } = await timelineOf(storage(), "r1");
    const recorded = spans.flatMap(({ after, body }) => [...readCommands(body, after)].map(({ tick }) => tick));
    expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
    expect(ticks.filter((tick) => tick > 60)).toEqual(recorded.filter((tick) => tick > 60));
    const hashes = events.filter(({ type }) => type === "hash");
    for (const { tick, hash } of hashes as { tick: number; hash: string }[]) expect(hash).toBe(room.hashes.get(tick));
  });

  it("a journal that is not there cannot be followed", async () => {
    const follower = make()().follow("nobody", () => {});
    await expect(follower.open(0, tug.tickHz)).rejects.toThrow("no journal");
  });

  it("a quiet room is taken up no earlier than its last commit", async () => {
    const storage = make();
    const journal = await storage().open("quiet", OPENING);
    const before = journal.bytes;
    for (let tick = 1; tick <= 300; tick++) {
      journal.append(tick, [], tug.codecs.command);
      if (tick % 3 === 0) await journal.commit();
    }
    expect((await timelineOf(storage(), "quiet")).lastTick).toBe(300);
    expect((journal.bytes - before) / 100).toBe(12);
  });

  it("D3: is taken up again and again, and replays as one to the same bits", async () => {
    const storage = make();
    const hashes = new Map<number, string>();
    for (let life = 1; life <= 5; life++) {
      const room = await TestRoom.open(storage(), "lives");
      expect(room.journal.epoch).toBe(life);
      if (life > 1) expect(tug.hash(room.world)).toBe(hashes.get(room.world.tick));
      await room.play(20);
      await room.rotate();
      await room.play(20);
      for (const [tick, hash] of room.hashes) hashes.set(tick, hash);
    }
    const timeline = await timelineOf(storage(), "lives");
    const verdict = verify(tug, timeline);
    expect(verdict).toMatchObject({ ok: true, gaps: [], firstTick: 0, hash: hashes.get(timeline.lastTick) });
    expect(timeline.lastTick).toBeGreaterThan(190);
    for (let tick = 1; tick <= timeline.lastTick; tick += 7)
      expect(tug.hash(new Playback(tug, timeline, tick).world)).toBe(hashes.get(tick));
  });

  it("the newest segments are enough to take a room up", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "tail");
    room.journal.room(Uint8Array.of(7));
    room.journal.delivered({ consumer: "feed", tick: 0, index: 3 });
    for (let i = 0; i < 4; i++) {
      await room.play(30);
      await room.rotate();
    }
    const segments = await storage().read("tail", 2);
    expect(segments).toHaveLength(2);
    const timeline = readTimeline(segments);
    expect(tug.hash(new Playback(tug, timeline, timeline.lastTick).world)).toBe(room.hashes.get(120));
    expect(timeline).toMatchObject({ firstTick: 90, room: Uint8Array.of(7) });
    expect([...timeline.cursors.values()]).toEqual([{ consumer: "feed", tick: 0, index: 3 }]);
  });

  it("an owner of an older epoch is refused, whatever it does, and its players' ticks are passed over", async () => {
    const storage = make();
    const late = await TestRoom.open(storage(), "owned");
    await late.play(30);
    const owner = await TestRoom.open(storage(), "owned");
    for (const epoch of [1, 2]) await expect(storage().open("owned", { ...OPENING, epoch })).rejects.toThrow(NotOwner);
    await expect(late.play(3)).rejects.toThrow(NotOwner);
    expect(late.journal.state).toEqual({ is: "lost" });
    await expect(late.play(1)).rejects.toThrow(NotOwner);
    await expect(late.rotate()).rejects.toThrow(NotOwner);
    await late.journal.close(true);
    await owner.play(30);
    expect(owner.journal.state).toEqual({ is: "recording" });
    expect(verify(tug, await timelineOf(storage(), "owned"))).toMatchObject({ ok: true, lastTick: 60 });
  });

  it("a late owner is refused at a rotation, too", async () => {
    const storage = make();
    const late = await TestRoom.open(storage(), "owned");
    await TestRoom.open(storage(), "owned");
    await expect(late.rotate()).rejects.toThrow(NotOwner);
  });

  it("a fault is kept, and happens again at its tick", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "fault");
    await room.play(20);
    room.journal.append(21, [{ type: "blowUp", seat: 0 }], tug.codecs.command);
    room.journal.fault(new Error("blown up"));
    await room.journal.close(true);
    const message = "Error: blown up";
    expect(verify(tug, await timelineOf(storage(), "fault"))).toMatchObject({
      ...{ ok: true, ticks: 20, fault: { tick: 21, recorded: message, found: message } },
    });
  });

  it("a closed journal takes nothing more", async () => {
    const room = await TestRoom.open(make()(), "closed");
    await room.play(3);
    await room.journal.close(false);
    expect(room.journal.state).toEqual({ is: "closed" });
    expect(() => room.journal.append(4, [], tug.codecs.command)).toThrow("closed");
    await expect(room.rotate()).rejects.toThrow("closed");
    await room.journal.close(true);
  });

  it("attempts are noted across processes, until they are forgotten", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "tried");
    await room.play(3);
    expect(await storage().attempts("tried")).toBe(0);
    for (const attempts of [1, 2]) {
      await storage().setAttempts("tried", attempts);
      expect(await storage().attempts("tried")).toBe(attempts);
    }
    await storage().setAttempts("tried", 0);
    await storage().setAttempts("tried", 0);
    expect(await storage().attempts("tried")).toBe(0);
  });

  it("D8: no more consumers than a reader takes", async () => {
    const room = await TestRoom.open(make()(), "busy");
    const deliver = (i: number) => room.journal.delivered({ consumer: `c${i}`, tick: 0, index: i });
    for (let i = 0; i < JOURNAL_LIMITS.consumers; i++) deliver(i);
    deliver(0);
    expect(() => deliver(JOURNAL_LIMITS.consumers)).toThrow("c16: there are 16 already");
  });

  it.each(["", "..", "../up", "a/b", ".", "x\0", "é", "r".repeat(65), "C:\\x"])(
    "refuses the room id %j",
    async (id) => {
      const store = make()();
      await expect(store.open(id, OPENING)).rejects.toThrow("is not 1 to 64 letters");
      await expect(store.read(id)).rejects.toThrow(RangeError);
      await expect(store.quarantine(id, "")).rejects.toThrow(RangeError);
      await expect(store.archiveRounds(id)).rejects.toThrow(RangeError);
      expect(await store.readReplay(id)).toBeNull();
    },
  );

  it("every segment tells whose it is", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "who");
    await room.rotate();
    await room.endRound();
    const headers = (await storage().read("who")).map(({ bytes }) => new SegmentReader(bytes).header);
    expect(headers).toMatchObject([
      { machine: "tug", roomId: "who", segment: 1, since: 1, snapshot: false, gap: false, epoch: 1, build: "test" },
      { segment: 2, since: 1, snapshot: true },
      { segment: 3, since: 3, snapshot: true },
    ]);
  });
});
