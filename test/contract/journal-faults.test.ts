import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { JournalError, readTimeline, verify } from "../../shared/journal/index.ts";
import { tug } from "../harness/tiny-game.ts";
import { brittle } from "./brittle-files.ts";
import { OPENING, TestRoom, timelineOf } from "./journal-room.ts";

function fragile() {
  const inner = memoryFileSystem();
  const { files, ...control } = brittle(inner);
  return { ...control, store: new FileJournalStore(files, "data"), next: () => new FileJournalStore(inner, "data") };
}

describe("a journal that cannot be written", () => {
  it.each(["ENOSPC", "EROFS", "EIO"])(
    "%s: the room goes on, the journal says so, and heals behind a gap",
    async (code) => {
      const { store, next, breakWith } = fragile();
      const room = await TestRoom.open(store, "r");
      room.journal.room(Uint8Array.of(1));
      await room.play(30);
      breakWith(code);
      await room.play(31);
      expect(room.journal.state).toEqual({
        ...{ is: "failed", sinceTick: 30, reason: `${code}: as the test wants it` },
      });
      expect(room.journal.durableTick).toBe(30);
      await room.rotate();
      room.journal.room(Uint8Array.of(2));
      await room.play(9);
      expect(room.journal.state.is).toBe("failed");
      expect(await timelineOf(next(), "r")).toMatchObject({ lastTick: 30, gaps: [] });

      breakWith(null);
      await room.rotate();
      expect(room.journal.state).toEqual({ is: "recording" });
      expect(room.journal.durableTick).toBe(70);
      await room.play(20);
      const timeline = await timelineOf(next(), "r");
      expect(timeline).toMatchObject({ lastTick: 90, gaps: [{ after: 30, tick: 70 }], room: Uint8Array.of(2) });
      expect(verify(tug, timeline)).toMatchObject({
        ...{ ok: true, ticks: 50, hash: room.hashes.get(90), gaps: [{ after: 30, tick: 70 }] },
      });
      expect((await TestRoom.open(next(), "r")).world).toEqual(room.world);
    },
  );

  it("a full disk that takes part of a write leaves a torn tail before the gap", async () => {
    const { store, next, breakWith, stopAfter } = fragile();
    const room = await TestRoom.open(store, "r");
    await room.play(30);
    stopAfter(5);
    await room.play(3);
    expect(room.journal.state.is).toBe("failed");
    breakWith(null);
    await room.rotate();
    await room.play(3);
    const timeline = await timelineOf(next(), "r");
    expect(timeline).toMatchObject({ lastTick: 36, gaps: [{ after: 30, tick: 33 }] });
    expect(timeline.warnings).toEqual([expect.stringContaining("torn")]);
  });

  it("a room that opens on a full disk is played, and journaled from when there is room", async () => {
    const { store, next, breakWith } = fragile();
    breakWith("ENOSPC");
    const room = new TestRoom(await store.open("r", OPENING));
    expect(room.journal.state.is).toBe("failed");
    await room.play(30);
    await room.rotate();
    expect(await next().rooms()).toEqual([]);
    breakWith(null);
    await room.play(30);
    await room.rotate();
    await room.play(3);
    expect(await timelineOf(next(), "r")).toMatchObject({
      firstTick: 60,
      lastTick: 63,
      latest: { gap: true, epoch: 1 },
    });
  });

  it("a folder that is taken away is a failure, and is made again", async () => {
    const { store, next } = fragile();
    const room = await TestRoom.open(store, "r");
    await room.play(3);
    await next().quarantine("r", "by an operator");
    await room.play(3);
    expect(room.journal.state).toMatchObject({ is: "failed", reason: "the folder of room r is gone" });
    await room.rotate();
    expect(room.journal.state.is).toBe("recording");
    expect((await timelineOf(next(), "r")).firstTick).toBe(6);
  });

  it("leaves no file open, however often it fails", async () => {
    const { store, breakWith, stopAfter, openFiles } = fragile();
    const room = await TestRoom.open(store, "r");
    for (let i = 0; i < 10; i++) {
      breakWith(null);
      await room.rotate();
      expect(openFiles()).toBe(1);
      stopAfter(i);
      await (i % 2 === 0 ? room.play(3) : room.rotate());
      expect(openFiles()).toBe(0);
    }
  });

  it("D8: no more journals that were set aside are kept than the settings say", async () => {
    const files = memoryFileSystem();
    const store = new FileJournalStore(files, "data", { maxQuarantined: 2 });
    for (const id of ["a", "b", "c"]) {
      await TestRoom.open(store, id);
      await store.quarantine(id, "why");
    }
    expect(files.list("data/aside").map(({ name }) => name)).toEqual(["b-1", "c-1"]);
  });

  it("what is kept while it fails does not grow", async () => {
    const { store, breakWith } = fragile();
    const room = await TestRoom.open(store, "r");
    breakWith("ENOSPC");
    await room.play(3);
    const { bytes } = room.journal;
    await room.play(600);
    expect(room.journal.bytes).toBe(bytes);
  });

  it("a round whose segments do not hang together is set aside, and the others become replays", async () => {
    const { store, next } = fragile();
    const room = await TestRoom.open(store, "r");
    for (let round = 0; round < 3; round++) {
      await room.play(30);
      await room.endRound();
    }
    const inner = await next().read("r");
    expect(inner).toHaveLength(4);
    const files = memoryFileSystem();
    for (const [i, { name, bytes }] of inner.entries()) {
      const copy = bytes.slice();
      if (i === 1) copy[copy.length >> 1] ^= 1;
      files.replace(`data/journal/r/${name}`, copy);
    }
    const copied = new FileJournalStore(files, "data");
    await expect(timelineOf(copied, "r")).rejects.toThrow(JournalError);
    expect(await copied.archiveRounds("r")).toEqual(["r-00000001", "r-00000003"]);
    expect(files.list("data/aside/r-1").map(({ name }) => name)).toEqual(["00000002.orj", "reason.txt"]);
    expect(new TextDecoder().decode(files.read("data/aside/r-1/reason.txt"))).toMatch(/00000002.orj: damaged/);
    expect((await timelineOf(copied, "r")).firstTick).toBe(90);
  });
});

describe("a process that is killed", () => {
  /** Plays with rotations and a round's end until the file system stops. */
  async function live(store: FileJournalStore): Promise<TestRoom | null> {
    const room = await TestRoom.open(store, "r");
    if (room.journal.state.is !== "recording") return null;
    try {
      for (let i = 0; i < 4 && room.journal.state.is === "recording"; i++) {
        await room.play(7);
        if (room.journal.state.is !== "recording") break;
        if (i === 2) await room.endRound();
        else await room.rotate();
      }
    } catch {}
    return room;
  }

  it("D4: at any byte that it writes, is taken up at its last commit or later, with the same world", async () => {
    const whole = fragile();
    const bytes = (await live(whole.store))?.journal.bytes ?? 0;
    expect(bytes).toBeGreaterThan(1_000);
    for (let stop = 0; stop <= bytes + 1; stop++) {
      const { store, next, stopAfter } = fragile();
      stopAfter(stop);
      const room = await live(store);
      const durable = room?.journal.durableTick ?? 0;
      const again = await TestRoom.open(next(), "r").catch(async (error: unknown) => {
        // Killed before its first segment was whole, so that nobody ever saw the room.
        expect(error).toMatchObject({ problem: "empty" });
        await next().quarantine("r", "never begun");
        return TestRoom.open(next(), "r");
      });
      const { tick } = again.world;
      expect(tick, `stopped after ${stop} bytes`).toBeGreaterThanOrEqual(durable);
      if (tick > 0) expect(tug.hash(again.world), `stopped after ${stop} bytes`).toBe(room?.hashes.get(tick));
      await again.play(9);
      const timeline = await timelineOf(next(), "r");
      expect(verify(tug, timeline), `stopped after ${stop} bytes`).toMatchObject({ ok: true, gaps: [] });
    }
  });

  it("while it makes a replay, leaves the round to be made one later, and never half of one", async () => {
    for (let stop = 0; stop < 1_000; stop += 13) {
      const { store, next, breakWith, stopAfter } = fragile();
      const room = await TestRoom.open(store, "r");
      await room.play(60);
      await room.journal.close(true);
      stopAfter(stop);
      const ids = await store.archiveRounds("r").catch(() => []);
      breakWith(null);
      const later = await next().archiveRounds("r");
      expect([...ids, ...later]).toEqual(["r-00000001"]);
      const bytes = (await next().readReplay("r-00000001")) as Uint8Array;
      expect(verify(tug, readTimeline([{ name: "replay", bytes }]))).toMatchObject({ ok: true, ticks: 60 });
    }
  });
});

describe("on a real disk", () => {
  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), "orrery-journal-"));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }

  it("a data folder that is a file fails as one that cannot be written", async () => {
    const path = join(folder(), "file");
    writeFileSync(path, "");
    const room = new TestRoom(await new FileJournalStore(diskFileSystem, path).open("r", OPENING));
    expect(room.journal.state).toMatchObject({ is: "failed", reason: expect.stringMatching(/ENOTDIR|EEXIST/) });
    await room.play(30);
    await room.rotate();
    expect(room.journal.state.is).toBe("failed");
  });

  it("a read-only folder fails, and heals when it can be written", async () => {
    const path = folder();
    // Permissions do not stop the superuser, but the kernel's own folder does.
    const superuser = process.getuid?.() === 0;
    const readOnly = superuser ? "/proc/sys" : path;
    if (!superuser) chmodSync(path, 0o555);
    const room = new TestRoom(await new FileJournalStore(diskFileSystem, readOnly).open("r", OPENING));
    expect(room.journal.state.is).toBe("failed");
    await room.play(3);
    if (superuser) return;
    chmodSync(path, 0o755);
    await room.rotate();
    expect(room.journal.state.is).toBe("recording");
  });

  it("names that are no rooms are left alone", async () => {
    const path = folder();
    for (const name of ["journal/.hidden/00000001.orj", "journal/a b/00000001.orj", "journal/empty/note.txt"])
      diskFileSystem.create(join(path, name)).close();
    const store = new FileJournalStore(diskFileSystem, path);
    expect(await store.rooms()).toEqual([]);
    await TestRoom.open(store, "real");
    expect(await store.rooms()).toEqual(["real"]);
  });
});
