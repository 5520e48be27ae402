import { expect, it } from "vitest";
import { Playback, readTimeline, verify } from "../../shared/journal/index.ts";
import { tug } from "../harness/tiny-game.ts";
import { describeJournals } from "./journal-adapters.ts";
import { TestRoom, timelineOf } from "./journal-room.ts";

describeJournals("pruning, replays and quarantine", (make) => {
  it("is pruned to what a recovery from a tick needs, without a replay; and given up as a whole", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "short");
    for (let i = 0; i < 4; i++) {
      await room.play(30);
      await room.rotate();
    }
    await room.play(9);
    const firstAfter = async (through: number) => {
      await storage().prune("short", through);
      return (await timelineOf(storage(), "short")).firstTick;
    };
    expect([await firstAfter(29), await firstAfter(30), await firstAfter(100)]).toEqual([0, 30, 90]);
    expect(await firstAfter(Number.POSITIVE_INFINITY)).toBe(120);
    const timeline = await timelineOf(storage(), "short");
    expect(tug.hash(new Playback(tug, timeline, 129).world)).toBe(tug.hash(room.world));
    // It goes on, and is pruned again.
    await room.play(21);
    await room.rotate();
    expect(await firstAfter(150)).toBe(150);
    await room.journal.close(true);
    await storage().prune("nobody", 9);
    await storage().discard("short");
    await storage().discard("nobody");
    expect([await storage().rooms(), await storage().replays()]).toEqual([[], []]);
  });

  it("finished rounds become replays of one segment; the running one is left alone", async () => {
    const storage = make();
    const store = storage({ replaySnapshotTicks: 50 });
    const room = await TestRoom.open(store, "rounds");
    room.journal.room(Uint8Array.of(1, 2, 3));
    room.journal.delivered({ consumer: "feed", tick: 0, index: 0 });
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5; i++) {
        await room.play(30);
        if (i < 4) await room.rotate();
      }
      await room.endRound();
    }
    await room.play(6);
    expect(await store.archiveRounds("rounds")).toEqual(["rounds-00000001", "rounds-00000006"]);
    expect((await store.replays()).map(({ id }) => id).sort()).toEqual(["rounds-00000001", "rounds-00000006"]);
    expect(await timelineOf(storage(), "rounds")).toMatchObject({ firstTick: 300, lastTick: 306 });
    await room.play(3);
    expect(room.journal.state.is).toBe("recording");
    for (const [id, firstTick] of [
      ["rounds-00000001", 0],
      ["rounds-00000006", 150],
    ] as const) {
      const bytes = (await store.readReplay(id)) as Uint8Array;
      const timeline = readTimeline([{ name: id, bytes }]);
      expect(timeline).toMatchObject({ firstTick, lastTick: firstTick + 150, room: null, end: { reason: "round" } });
      expect(timeline.cursors.size).toBe(0);
      expect(timeline.starts.map(({ tick }) => tick - firstTick)).toEqual([0, 60, 120]);
      expect(verify(tug, timeline)).toMatchObject({ ok: true, ticks: 150, compared: 15 + 2 });
    }
    expect(await store.archiveRounds("rounds")).toEqual([]);
  });

  it("a room that ended becomes a replay as a whole, and is no room any more", async () => {
    const storage = make();
    const room = await TestRoom.open(storage(), "over");
    await room.play(30);
    await room.journal.close(true);
    expect(await storage().rooms()).toEqual(["over"]);
    expect((await timelineOf(storage(), "over")).end?.reason).toBe("closed");
    expect(await storage().archiveRounds("over")).toEqual(["over-00000001"]);
    expect(await storage().rooms()).toEqual([]);
    const again = await TestRoom.open(storage(), "over");
    expect(again.journal).toMatchObject({ epoch: 1, durableTick: 0 });
  });

  it("journals set aside can be given up by the machine that wrote them", async () => {
    const storage = make();
    for (const id of ["one", "two"]) {
      const room = await TestRoom.open(storage(), id);
      await room.play(3);
      await room.journal.close(false);
      await storage().quarantine(id, "for a test");
    }
    const asked: (string | null)[] = [];
    const only = (machine: string | null) => asked.push(machine) === 1;
    expect(await storage().discardQuarantined(only)).toBe(1);
    expect(asked).toEqual(["tug", "tug"]);
    expect(await storage().discardQuarantined(() => true)).toBe(1);
    expect(await storage().discardQuarantined(() => true)).toBe(0);
  });

  it("a room set aside is no room any more; its id is free", async () => {
    const storage = make();
    for (let i = 0; i < 2; i++) {
      const room = await TestRoom.open(storage(), "bad");
      await room.play(3);
      await room.journal.close(false);
      await storage().quarantine("bad", "no such machine");
      expect(await storage().rooms()).toEqual([]);
      expect(await storage().read("bad")).toEqual([]);
    }
  });

  it("D8: a room keeps no more than its share, but always enough to be taken up", async () => {
    const storage = make();
    for (const share of [{ roomSegments: 3 }, { roomBytes: 1 }]) {
      const room = await TestRoom.open(storage(share), "share");
      for (let i = 0; i < 8; i++) {
        await room.play(12);
        await room.rotate();
        expect((await storage().read("share")).length).toBeLessThanOrEqual(3);
      }
      const timeline = await timelineOf(storage(), "share");
      expect(verify(tug, timeline)).toMatchObject({ ok: true, hash: room.hashes.get(timeline.lastTick) });
      await room.journal.close(false);
    }
    expect(await storage().read("share")).toHaveLength(2);
  });

  it("D8: no more replays are kept than the settings say", async () => {
    const storage = make();
    for (const id of ["a", "b", "c", "d"]) {
      const room = await TestRoom.open(storage(), id);
      await room.play(3);
      await room.journal.close(true);
      await storage({ replays: 2 }).archiveRounds(id);
    }
    expect(await storage().replays()).toHaveLength(2);
    await storage({ replayBytes: 1 }).archiveRounds("a");
    expect(await storage().replays()).toEqual([]);
  });
});
