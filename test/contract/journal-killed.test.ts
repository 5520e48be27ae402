import { cp, mkdtemp, readdir, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../server/journal/files/file-system.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { MAGIC, readFrame } from "../../shared/journal/frame.ts";
import { JournalError, Playback, readTimeline, verify } from "../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { ROOT } from "../harness/sources.ts";
import { pull, type TugState, tug, tugRoom } from "../harness/tiny-game.ts";
import { TestRoom, timelineOf } from "./journal-room.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "orrery-killed-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

function spawn(dataDir: string, ...args: string[]) {
  return Bun.spawn([process.execPath, join(ROOT, "test", "contract", "doomed-room.ts"), dataDir, ...args], {
    stdout: "pipe",
    stderr: "inherit",
  });
}

/** What players saw of a room until its process ended, by tick. */
async function seenOf(
  { stdout }: ReturnType<typeof spawn>,
  began = () => {},
): Promise<{ ticks: Map<number, string>; ended: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stdout) {
    if (text === "") began();
    text += decoder.decode(chunk, { stream: true });
  }
  const lines = text.split("\n").slice(0, -1);
  const ended = lines.at(-1) === "end";
  const pairs = lines.slice(0, ended ? -1 : undefined).map((line) => line.split(" "));
  return { ticks: new Map(pairs.map(([tick, hash]) => [Number(tick), hash])), ended };
}

/** Takes the room up as the next process does, and compares it with what players saw of it. */
async function takeUp(dataDir: string, seen: ReadonlyMap<number, string>, what: string): Promise<void> {
  const store = new FileJournalStore(diskFileSystem, dataDir);
  const last = Math.max(0, ...seen.keys());
  if (!(await store.rooms()).includes("r")) {
    // It was claimed and no more, which nobody saw.
    expect(last, what).toBe(0);
    return;
  }
  const room = await TestRoom.open(store, "r").catch(async (error: unknown) => {
    // Before its first segment was whole nobody saw the room.
    expect(error, what).toBeInstanceOf(JournalError);
    expect(last, what).toBe(0);
    await store.quarantine("r", "never begun");
    return TestRoom.open(store, "r");
  });
  expect(room.world.tick, what).toBeGreaterThanOrEqual(last);
  const timeline = await timelineOf(store, "r");
  for (const [tick, hash] of seen)
    if (tick >= timeline.firstTick)
      expect(tug.hash(new Playback(tug, timeline, tick).world), `${what}, tick ${tick}`).toBe(hash);
  await room.play(9);
  expect(verify(tug, await timelineOf(store, "r")), what).toMatchObject({ ok: true, gaps: [] });
  await room.journal.close(false);
  // Rounds that were finished become replays, whole ones only.
  await store.archiveRounds("r");
  for (const { id } of await store.replays()) {
    const bytes = (await store.readReplay(id)) as Uint8Array;
    expect(verify(tug, readTimeline([{ name: id, bytes }])), what).toMatchObject({ ok: true });
  }
}

describe("D4: a process that is really killed", () => {
  it.each(["before", "amid"])("%s any change of the disk, snapshots, rotations and rounds among them", async (part) => {
    let ended = false;
    let operation = 0;
    const lane = async () => {
      while (!ended) {
        const number = ++operation;
        const dataDir = await folder();
        const child = spawn(dataDir, `${number}`, part);
        const seen = await seenOf(child);
        await child.exited;
        if (seen.ended) ended = true;
        else expect(child.signalCode).toBe("SIGKILL");
        await takeUp(dataDir, seen.ticks, `${part} operation ${number}`);
      }
    };
    await Promise.all([lane(), lane()]);
    expect(operation).toBeGreaterThan(30);
  });

  it("at random moments while it does nothing but rotate, again and again", async () => {
    const random = createRandom(3);
    const dataDir = await folder();
    for (let kill = 1; kill <= 8; kill++) {
      const child = spawn(dataDir, "forever");
      const afterMs = nextBelow(random, 40);
      const seen = await seenOf(child, () => void setTimeout(() => child.kill("SIGKILL"), afterMs));
      expect(seen.ticks.size).toBeGreaterThan(0);
      await takeUp(dataDir, seen.ticks, `kill ${kill}`);
    }
  });
});

describe("files that a killed process left, taken up as a server does it when it starts", () => {
  beforeAll(RoomBench.start);
  afterAll(RoomBench.stop);
  const definition = tugRoom("tug", 4);

  /** A room with one player after 63 ticks, the last three of them with commands; its newest segment, and where its last record begins. */
  async function leave() {
    const dataDir = await folder();
    const bench = new RoomBench(7, new FileJournalStore(diskFileSystem, dataDir));
    const room = await bench.open(definition);
    const client = await room.join({ team: "red" });
    const ropes = new Map<number, number>();
    for (let tick = 1; tick <= 63; tick++) {
      client.command(0, pull(tick % 10));
      bench.ticks(1);
      ropes.set(tick, (client.seen as TugState).rope);
    }
    const left = await folder();
    await cp(dataDir, left, { recursive: true });
    await room.room.disconnect();
    const { roomId } = room.room;
    const segment = join("journal", roomId, (await readdir(join(left, "journal", roomId))).sort()[0]);
    const bytes = await readFile(join(left, segment));
    return { left, roomId, client, ropes, segment, bytes, lastAt: lastRecordAt(bytes) };
  }

  function lastRecordAt(bytes: Uint8Array): number {
    let at = MAGIC.length;
    for (let end = at; end < bytes.length; end = readFrame(bytes, at).end) at = end;
    return at;
  }

  async function start(dataDir: string, roomId: string): Promise<{ bench: RoomBench; room: BenchRoom | null }> {
    const bench = new RoomBench(7, new FileJournalStore(diskFileSystem, dataDir));
    bench.define(definition);
    await bench.recover([roomType(definition)]);
    return { bench, room: bench.find(roomId) };
  }

  it("D4: torn at any byte of the last record, the room goes on from the commit before, and says so", async () => {
    const { left, roomId, client, ropes, segment, bytes, lastAt } = await leave();
    expect(bytes.length - lastAt).toBeGreaterThan(20);
    for (let end = lastAt; end <= bytes.length; end++) {
      const dataDir = await folder();
      await cp(left, dataDir, { recursive: true });
      await truncate(join(dataDir, segment), end);
      const { bench, room } = await start(dataDir, roomId);
      const what = `${bytes.length - end} bytes cut off`;
      if (room === null) throw new Error(`${what}: ${bench.logged.join()}`);
      const tick = end === bytes.length ? 63 : 60;
      const torn = end > lastAt && end < bytes.length;
      expect(bench.logged.filter((text) => text.includes("torn")).length, what).toBe(torn ? 1 : 0);
      const back = await room.reconnect(client);
      expect(back.seen, what).toMatchObject({ tick, rope: ropes.get(tick) });
      bench.ticks(30);
      expect(back.seen, what).toMatchObject({ tick: tick + 30 });
      await room.room.disconnect();
    }
  });
});
