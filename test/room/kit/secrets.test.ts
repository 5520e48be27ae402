import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { FileSystem } from "../../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import { rowReaderWith } from "../../../server/ops/readable-rows.ts";
import { spectatableRooms } from "../../../server/spectate/index.ts";
import { readTimeline, verify } from "../../../shared/journal/index.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { filesAfterKill, withWriteHook } from "../../harness/killed-files.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { RaceLab } from "./lab.ts";
import { race } from "./race.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let lab: RaceLab;
let clients: FakeClient[];
beforeEach(async () => {
  lab = await RaceLab.open();
  clients = [await lab.join("Ada"), await lab.join("Bob")];
  lab.ticks(3);
});

const entropies = async () => (await lab.journaled()).filter(({ type }) => type === "entropy");
const cards = () => [...lab.world.cards].map(({ value }) => value);
const watchable = spectatableRooms(
  new Map([["race", "race"]]),
  rowReaderWith(() => {}),
);
const isSecret = () => watchable.find(lab.room.room.roomId)?.secret;

/** The last tick of a patch takes a command to deal, so that entropy is wanted and not there yet. */
function deal(): void {
  lab.send(clients[0], { type: "deal" }, lab.world.tick + 3);
  lab.ticks(3);
  expect(lab.world.entropyWanted).toBe(true);
}

async function leave(): Promise<void> {
  const { room } = lab.room;
  for (const client of clients) client.consentedLeave();
  await vi.waitFor(() => expect(lab.bench.find(room.roomId)).toBeNull());
  await vi.waitFor(async () => expect(await lab.store.rooms()).toEqual([]));
}

describe("entropy", () => {
  it("is placed once for each time that the world asks, journaled, and other each time", async () => {
    const dealt = new Set<number>();
    for (let i = 1; i <= 3; i++) {
      deal();
      lab.ticks(30);
      for (const value of cards()) dealt.add(value);
      expect(await entropies()).toHaveLength(i);
      lab.send(clients[1], { type: "show" });
      lab.ticks(3);
    }
    expect(dealt.size).toBe(6);
    expect(verify(race.machine, await lab.timeline())).toMatchObject({ ok: true });
  });

  it.each([0, 1, 3, 60])("is neither lost nor doubled by a crash %i ticks after it was asked for", async (ticks) => {
    deal();
    lab.ticks(ticks);
    lab.ticks((3 - (ticks % 3)) % 3);
    const before = cards();
    await lab.killAndRecover();
    expect(lab.world.entropyWanted).toBe(ticks === 0);
    expect(cards()).toEqual(before);
    lab.ticks(6);
    expect(lab.world.entropyWanted).toBe(false);
    expect(cards()).toHaveLength(2);
    if (ticks > 0) expect(cards()).toEqual(before);
    expect(await entropies()).toHaveLength(1);
    expect(verify(race.machine, await lab.timeline())).toMatchObject({ ok: true });
  });
});

describe("a room with secrets", () => {
  it("says so until they are revealed, through a crash too", async () => {
    expect(isSecret()).toBe(false);
    deal();
    lab.ticks(3);
    expect(isSecret()).toBe(true);
    await lab.killAndRecover();
    expect(isSecret()).toBe(true);
    clients = await Promise.all(clients.map((client) => lab.room.reconnect(client)));
    lab.ticks(3);
    lab.send(clients[0], { type: "show" });
    lab.ticks(3);
    expect(isSecret()).toBe(false);
  });

  it("leaves a replay if it ends with nothing hidden, and none otherwise", async () => {
    deal();
    lab.ticks(3);
    lab.send(clients[0], { type: "show" });
    lab.ticks(3);
    await leave();
    const [{ id }, ...more] = await lab.store.replays();
    expect(more).toEqual([]);
    const bytes = await lab.store.readReplay(id);
    if (bytes === null) throw new Error("no such replay");
    expect(verify(race.machine, readTimeline([{ name: id, bytes }]))).toMatchObject({ ok: true });

    const hidden = await RaceLab.open();
    lab = hidden;
    clients = [await lab.join("Ada"), await lab.join("Bob")];
    lab.ticks(3);
    deal();
    lab.ticks(3);
    await leave();
    expect(await hidden.store.replays()).toEqual([]);
  });

  it("has its rounds wait for the first that ends with nothing hidden", async () => {
    lab = await RaceLab.open(memoryFileSystem(), 600);
    clients = [await lab.join("Ada")];
    const replays = async () => (await lab.store.replays()).length;
    lab.ticks(3);
    deal();
    lab.ticks(1_200);
    // As long as packing takes, and longer.
    for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
    expect([lab.world.tick > 1_200, await replays()]).toEqual([true, 0]);
    lab.send(clients[0], { type: "show" });
    lab.ticks(600);
    await vi.waitFor(async () => expect(await replays()).toBe(3));
  });

  it("leaves none either if its process is killed while it ends, wherever that is", async () => {
    const files = memoryFileSystem();
    const killed: FileSystem[] = [];
    let ending = false;
    lab = await RaceLab.open(withWriteHook(files, () => ending && killed.push(filesAfterKill(files, ["data"]))));
    clients = [await lab.join("Ada")];
    lab.ticks(3);
    deal();
    lab.ticks(3);
    ending = true;
    await leave();
    ending = false;
    expect(killed.length).toBeGreaterThan(1);
    for (const left of killed) expect(await RaceLab.replaysAfterStart(left)).toEqual([]);
  });
});
