import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import type { Delivery } from "../../server/outbox/index.ts";
import { RECORDING_INTERVALS } from "../../server/runtime/recording-intervals.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { encodeLobbyCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { LobbyLab } from "../harness/lobby-lab.ts";
import { RoomBench } from "../harness/rooms.ts";
import { BLOW_UP, pull, tug, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const DATA = "data";
const red = { team: "red" };
/** Something is taken back with every hundred that the rope moves. */
const secretive = { ...tugRoom("secretive", 4), erasures: ({ rope }: { rope: number }) => Math.floor(rope / 100) };
const snapshotTicks = RECORDING_INTERVALS.snapshotEveryS * tug.tickHz;

function start(files: FileSystem = memoryFileSystem()) {
  const store = new FileJournalStore(files, DATA);
  return { files, store, bench: new RoomBench(1, store) };
}

/** Everything below the data folder, as one text. */
function everything(files: FileSystem, folder = DATA): string {
  return files
    .list(folder)
    .map(({ name }) => {
      const path = `${folder}/${name}`;
      return files.list(path).length > 0
        ? everything(files, path)
        : `${path}: ${Buffer.from(files.read(path)).toString("latin1")}\n`;
    })
    .join("");
}

const segments = (files: FileSystem, roomId: string) =>
  files.list(`${DATA}/journal/${roomId}`).filter(({ name }) => name.endsWith(".orj")).length;

describe("a private journal", () => {
  it("keeps no more than a recovery needs, and is no replay in the end", async () => {
    const { files, store, bench } = start();
    const room = await bench.open(secretive);
    const client = await room.join(red);
    for (let i = 0; i < 5; i++) {
      bench.ticks(snapshotTicks);
      await turn();
    }
    expect(segments(files, room.room.roomId)).toBeLessThanOrEqual(2);
    client.command(0, pull(7));
    bench.ticks(9);
    const after = start(filesAfterKill(files, [DATA]));
    await room.room.disconnect();
    expect([await store.replays(), await store.rooms()]).toEqual([[], []]);
    after.bench.define(secretive);
    await after.bench.recover([roomType(secretive)]);
    const again = after.bench.find(room.room.roomId);
    expect((await again?.reconnect(client))?.seen).toMatchObject({ rope: 7 });
    await again?.room.disconnect();
  });

  it("is begun anew when something is taken back, however new the last segment is", async () => {
    const { files, bench } = start();
    const room = await bench.open(secretive);
    const client = await room.join(red);
    bench.ticks(6);
    const first = () => files.list(`${DATA}/journal/${room.room.roomId}`)[0].name;
    const before = first();
    for (let i = 0; i < 12; i++) {
      client.command(0, pull(9));
      bench.ticks(3);
    }
    await turn();
    expect(first()).not.toBe(before);
    expect(segments(files, room.room.roomId)).toBe(1);
    await room.room.disconnect();
  });

  it("is set aside when a step throws, and when it cannot be taken up, until it is given up", async () => {
    const { files, store, bench } = start();
    const room = await bench.open(secretive);
    const client = await room.join(red);
    bench.ticks(130);
    const spoilt = start(filesAfterKill(files, [DATA]));
    client.command(0, BLOW_UP);
    bench.ticks(3);
    await vi.waitFor(async () => expect(await store.rooms()).toEqual([]));
    await vi.waitFor(() => expect(files.list(`${DATA}/aside`)).toHaveLength(1));
    expect(await store.discardQuarantined((machine) => machine === tug.id)).toBe(1);
    expect(everything(files)).not.toContain(room.room.roomId);

    const other = { ...secretive, machine: { ...tug, hash: () => "0".repeat(16) } };
    spoilt.bench.define(other);
    await spoilt.bench.recover([roomType(other)]);
    expect(spoilt.bench.logged).toEqual([expect.stringMatching(/is set aside: the replayed world differs/)]);
    expect(await spoilt.store.discardQuarantined((machine) => machine === tug.id)).toBe(1);
    expect(everything(spoilt.files)).not.toContain(room.room.roomId);
  });
});

describe("what was said in a lobby", () => {
  const SECRET = "a sentence that nobody else writes";

  async function lab(deliver?: (events: readonly Delivery[]) => Promise<void>) {
    const files = memoryFileSystem();
    const store = new FileJournalStore(files, DATA);
    const consumers = deliver === undefined ? [] : [{ name: "slow", deliver }];
    const opened = await LobbyLab.open({ store, consumers });
    return { files, store, lab: opened };
  }

  async function speak(opened: LobbyLab, player: number): Promise<void> {
    const client = await opened.raw(player);
    for (const command of [
      { type: "open", channel: "lobby", after: -1, nonce: 1 } as const,
      { type: "say", channel: "lobby", text: SECRET, nonce: 2 } as const,
    ])
      client.command(0, encodeLobbyCommand(command));
    await opened.ticks(3);
    client.consentedLeave();
    await opened.ticks(2);
  }

  it.each(["erased", "forgotten"])("is nowhere on disk two seconds after it was %s", async (how) => {
    const { files, lab: opened } = await lab();
    const mod = await opened.enter(9, 2);
    await speak(opened, 1);
    expect(everything(files)).toContain(SECRET);
    if (how === "erased") void mod.lobby.erase("lobby", 1);
    else void opened.put({ type: "forget", player: 1 });
    await opened.ticks(20);
    expect(everything(files)).not.toContain(SECRET);
    await opened.room.room.disconnect();
  });

  it("is nowhere on disk when its author is forgotten while nobody is there", async () => {
    const { files, lab: opened } = await lab();
    await speak(opened, 1);
    await opened.ticks(5);
    expect(everything(files)).toContain(SECRET);
    void opened.put({ type: "forget", player: 1 });
    await opened.ticks(1);
    expect(everything(files)).not.toContain(SECRET);
    await opened.room.room.disconnect();
  });

  it("stays for a consumer that has not had it, and no longer", async () => {
    const taken = Promise.withResolvers<void>();
    const { files, lab: opened } = await lab(() => taken.promise);
    await speak(opened, 1);
    void opened.put({ type: "forget", player: 1 });
    await opened.ticks(5);
    expect(everything(files)).toContain(SECRET);
    taken.resolve();
    await opened.ticks(5);
    expect(everything(files)).not.toContain(SECRET);
    await opened.room.room.disconnect();
  });

  it("is in no replay when its process ends, and stays in its journal for the next one", async () => {
    const { files, store, lab: opened } = await lab();
    await speak(opened, 1);
    const { roomId } = opened.room.room;
    await opened.room.room.disconnect();
    await vi.waitFor(() => expect(opened.bench.find(roomId)).toBeNull());
    expect([await store.rooms(), await store.replays()]).toEqual([[roomId], []]);
    expect(everything(files)).toContain(SECRET);
  });
});
