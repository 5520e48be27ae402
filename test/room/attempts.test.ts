import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findSingleton, openSingletons } from "../../server/colyseus/matchmaking.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { RECOVERY_LIMITS } from "../../server/runtime/recovery.ts";
import { type RoomType, roomType } from "../../server/runtime/room-type.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { RoomBench } from "../harness/rooms.ts";
import { pull, type TugState, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const DATA = "data";
const red = { team: "red" };
const MANY = 3 * RECOVERY_LIMITS.attempts;

/** As the lobby is: there is one, its journal is private, and it stays when nobody is there. */
const hall = { ...tugRoom("hall", 4), singleton: true, erasures: () => 0 };
const match = tugRoom("match", 4);

let files: FileSystem;
let bench: RoomBench;

function start(from: FileSystem): void {
  files = from;
  bench = new RoomBench(7, new FileJournalStore(files, DATA));
  bench.define(hall);
  bench.define(match);
}

beforeEach(() => start(memoryFileSystem()));
afterEach(RoomBench.stop);

const asides = () => files.list(`${DATA}/aside`).map(({ name }) => name);
const isHalted = (name: string) => bench.halts.get(name) !== undefined;
const attempts = (roomId: string) => new FileJournalStore(files, DATA).attempts(roomId);
const standing = async () => (await findSingleton(hall.name))?.roomId ?? null;

/** The next process begins with what this one had written; with `kill`, it did not even learn that it ends. */
async function restart(kill: boolean, types: readonly RoomType[] = [roomType(hall), roomType(match)]): Promise<void> {
  const left = filesAfterKill(files, [DATA]);
  const suspended = [...(await roomsHere())];
  for (const room of suspended) {
    if (!kill) room.onBeforeShutdown();
    await room.disconnect();
  }
  start(kill ? left : files);
  await bench.recover(types, [hall]);
}

async function roomsHere() {
  const ids = await new FileJournalStore(files, DATA).rooms();
  return ids.flatMap((id) => bench.find(id)?.room ?? []);
}

/** A hall in which something was done, and which everyone has left. */
async function quietHall(): Promise<string> {
  const room = await bench.open(hall);
  const client = await room.join(red);
  client.command(0, pull(7));
  bench.ticks(70);
  client.consentedLeave();
  bench.ticks(3);
  return room.room.roomId;
}

async function ropeOf(roomId: string): Promise<number> {
  const room = bench.find(roomId);
  if (room === null) throw new Error(`no room ${roomId}: ${bench.logged.join("; ")} ${bench.reports.join("; ")}`);
  const client = await room.join(red);
  bench.ticks(3);
  return (client.seen as TugState).rope;
}

describe("a room in which nobody is", () => {
  it.each([
    ["is asked to end", false],
    ["is killed", true],
  ])("goes on however often its process %s", async (_how, kill) => {
    const roomId = await quietHall();
    for (let life = 0; life < MANY; life++) {
      await restart(kill);
      expect([await attempts(roomId), asides(), bench.reports]).toEqual([0, [], []]);
      expect(await standing()).toBe(roomId);
    }
    expect(await ropeOf(roomId)).toBe(7);
  });
});

describe("an attempt that ends the process", () => {
  it("counts against the room that it was for, and against no other", async () => {
    const sound = await quietHall();
    const bad = (await bench.open(match)).room.roomId;
    bench.ticks(130);
    for (let life = 1; life <= RECOVERY_LIMITS.attempts; life++) {
      let died: FileSystem | null = null;
      const deadly = {
        ...roomType(match),
        replay: () => {
          died = filesAfterKill(files, [DATA]);
          throw new Error("died");
        },
      };
      await restart(true, [roomType(hall), deadly]);
      start(died ?? files);
      expect([await attempts(bad), await attempts(sound)]).toEqual([life, 0]);
    }
    await restart(true);
    expect([asides(), bench.logged.join()]).toEqual([
      [`${bad}-1`],
      expect.stringContaining("gave up after 3 attempts"),
    ]);
    expect(await standing()).toBe(sound);
  });
});

describe("a recovery that fails by what has nothing to do with the room", () => {
  it("is tried at every start, and no empty room is made in the place of one that stands", async () => {
    const roomId = await quietHall();
    const away = {
      ...roomType(hall),
      externalIds: () => {
        throw Object.assign(new Error("EIO"), { code: "EIO" });
      },
    };
    for (let life = 0; life < MANY; life++) {
      await restart(true, [away]);
      await openSingletons([hall], isHalted);
      expect([await attempts(roomId), asides(), await standing()]).toEqual([0, [], null]);
      expect(String(bench.reports.at(-1))).toContain("EIO");
      await expect(bench.open(hall)).rejects.toThrow(/the hall is halted/);
    }
    await restart(true);
    expect(await ropeOf(roomId)).toBe(7);
  });

  it("goes on where attempts cannot be noted, as on a full disk", async () => {
    const roomId = await quietHall();
    const left = filesAfterKill(files, [DATA]);
    for (const room of await roomsHere()) await room.disconnect();
    start({
      ...left,
      replace(path, bytes) {
        if (path.endsWith("/attempts")) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
        left.replace(path, bytes);
      },
    });
    await bench.recover([roomType(hall)], [hall]);
    expect(await ropeOf(roomId)).toBe(7);
    expect(bench.reports.map(String).join()).toContain("ENOSPC");
  });
});
