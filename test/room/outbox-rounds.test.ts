import { describe, expect, it } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { filesAfterKill, withWriteHook } from "../harness/killed-files.ts";
import { DATA, OutboxLab, red, turns } from "./outbox-lab.ts";

const lab = new OutboxLab();

describe("a finished round becomes a replay when every consumer has its events", () => {
  const round = ({ tick }: { tick: number }) => Math.floor(tick / 120);
  const replays = async () => (await new FileJournalStore(lab.files, DATA).replays()).length;

  it("and not before", async () => {
    const room = await lab.open(lab.tugs({ round }));
    const client = await room.join(red);
    lab.notes.mood = "failing";
    await lab.shout(client, 200);
    await turns(20);
    expect(await replays()).toBe(0);
    lab.notes.mood = "well";
    await lab.until(async () => (await replays()) > 0, "the round is a replay");
    expect(lab.bench.metrics.eventsLost).toBe(0);
  });

  it("D8: or when they were waited for long enough; who lacks some then is told so, and goes on", async () => {
    const room = await lab.open(lab.tugs({ round }));
    const client = await room.join(red);
    lab.notes.mood = "failing";
    await lab.shout(client, 200);
    lab.bench.clock.stall(OUTBOX_LIMITS.behindMs - 5_000);
    lab.pass(1);
    await turns(20);
    expect(await replays()).toBe(0);
    lab.bench.clock.stall(5_000);
    await lab.until(async () => (await replays()) === 1, "the round is a replay");
    const { firstTick } = await lab.timelineOf(room);
    expect(firstTick).toBe(120);
    const left = filesAfterKill(lab.files, [DATA]);
    await lab.close(room);
    await lab.restart(left, { round });
    await lab.until(() => lab.notes.lines.length > 0, "it goes on");
    const rest = (await lab.shoutsOf(room)).filter((place) => Number.parseInt(place, 10) > firstTick);
    await lab.until(() => lab.notes.lines.length >= rest.length, "it has the rest");
    expect(lab.notes.lines).toEqual(rest);
    expect(lab.bench.metrics.eventsLost).toBe(1);
    expect(lab.bench.reports.join()).toContain("are lost for notes");
  });

  it("which no crash on the way makes look like a loss, however quiet the room is", async () => {
    const left: FileSystem[] = [];
    const disk = memoryFileSystem();
    lab.start(withWriteHook(disk, () => left.push(filesAfterKill(disk, [DATA]))));
    const room = await lab.open(lab.tugs({ round }));
    await lab.shout(await room.join(red), 30);
    const shouts = await lab.shoutsOf(room);
    lab.pass(80);
    left.length = 0;
    await lab.until(async () => (await replays()) > 0, "the round is a replay");
    await turns(5);
    await lab.close(room);
    expect(left.length).toBeGreaterThan(10);
    for (const one of left.splice(0)) {
      await lab.restart(one, { round });
      await lab.until(() => lab.notes.lines.length >= shouts.length, "all is noted");
      await turns(5);
      expect(lab.notes.lines).toEqual(shouts);
      expect([lab.bench.metrics.eventsLost, lab.bench.reports]).toEqual([0, []]);
      const again = lab.bench.find(room.room.roomId);
      if (again === null) throw new Error(lab.bench.logged.join("; "));
      await lab.close(again);
    }
  });

  it("of two, only the one that is waited for no longer", async () => {
    const room = await lab.open(lab.tugs({ round }));
    const client = await room.join(red);
    lab.notes.mood = "hanging";
    await lab.shout(client, 130);
    lab.bench.clock.stall(OUTBOX_LIMITS.behindMs - 2_100);
    await lab.shout(client, 200);
    await lab.until(async () => (await replays()) > 0, "a round is a replay");
    await turns(20);
    expect(await replays()).toBe(1);
    expect((await lab.timelineOf(room)).firstTick).toBe(120);
  });
});
