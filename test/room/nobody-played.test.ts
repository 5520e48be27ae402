import { matchMaker } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { playersInRecord } from "../../server/runtime/durable-room.ts";
import type { RoomDefinition } from "../../server/runtime/room-definition.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { pull, type TugCommand, type TugConfig, type TugEvent, type TugWorld, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);
afterEach(RoomBench.stop);

const DATA = "data";
const red = { team: "red" };
const ROUND_TICKS = 300;
const definition: RoomDefinition<TugWorld, TugCommand, TugEvent, TugConfig, unknown> = {
  ...(tugRoom("tug", 4) as unknown as RoomDefinition<TugWorld, TugCommand, TugEvent, TugConfig, unknown>),
  round: ({ tick }) => 1 + Math.floor(tick / ROUND_TICKS),
};

function start(files: FileSystem = memoryFileSystem(), replays = 200) {
  const store = new FileJournalStore(files, DATA, { playersOf: playersInRecord, replays });
  return { files, store, bench: new RoomBench(1, store) };
}

/** Replays, once what is over is packed. */
async function replaysOf(store: FileJournalStore, count: number): Promise<readonly string[]> {
  await vi.waitFor(async () => expect(await store.replays()).toHaveLength(count));
  return (await store.replays()).map(({ id }) => id.slice(id.lastIndexOf("-") + 1));
}

/** One who plays now and then. */
async function pilot(room: BenchRoom, bench: RoomBench, ticks: number): Promise<void> {
  const client = await room.join(red);
  for (let i = 0; i < ticks; i += 30) {
    client.command(0, pull(3));
    bench.ticks(30);
  }
  client.consentedLeave();
  bench.ticks(3);
}

describe("a round in which nobody played", () => {
  it("leaves nothing, however many rooms are made whose seats nobody takes, or where somebody only sits", async () => {
    const { files, store, bench } = start();
    for (let many = 0; many < 5; many++) {
      const room = await bench.open(definition);
      if (many % 2 === 0) await room.join(red);
      bench.ticks(2 * ROUND_TICKS + 30);
      await room.room.disconnect();
    }
    await vi.waitFor(async () => expect(await store.rooms()).toEqual([]));
    expect(await store.replays()).toEqual([]);
    expect(files.list(`${DATA}/replays`)).toEqual([]);
    expect(files.list(`${DATA}/journal`)).toEqual([]);
  });

  it("is none of those of a room in which others were played", async () => {
    const { store, bench } = start();
    const room = await bench.open(definition);
    const client = await room.join(red);
    client.command(0, pull(3));
    // The second one with what was ordered in the first; the third and fourth without anyone at the rope.
    bench.ticks(4 * ROUND_TICKS + 30);
    client.command(0, pull(3));
    bench.ticks(30);
    await room.room.disconnect();
    await vi.waitFor(async () => expect(await store.rooms()).toEqual([]));
    const rounds = await replaysOf(store, 3);
    expect(rounds).toHaveLength(3);
    const players = (await store.replays()).map((replay) => replay.players);
    expect(players).toEqual([[""], [""], [""]]);
  });

  it("is known as such, or as played, after a restart in the middle of it", async () => {
    for (const played of [true, false]) {
      const before = start();
      const room = await before.bench.open(definition);
      const client = await room.join(red);
      if (played) client.command(0, pull(3));
      before.bench.ticks(90);
      const after = start(filesAfterKill(before.files, [DATA]));
      await room.room.disconnect();
      after.bench.define(definition);
      await after.bench.recover([roomType(definition)]);
      after.bench.ticks(90);
      await after.bench.find(room.room.roomId)?.room.disconnect();
      await vi.waitFor(async () => expect(await after.store.rooms()).toEqual([]));
      expect(await after.store.replays()).toHaveLength(played ? 1 : 0);
    }
  });
});

describe("rounds that one alone plays", () => {
  it("are not kept in the place of those of others, however many they are", async () => {
    const { store, bench } = start(memoryFileSystem(), 4);
    const host = bench.options as { playerKey?: (address: string) => string };
    const play = async (key: string) => {
      host.playerKey = () => key;
      const room = await bench.open(definition);
      await pilot(room, bench, 60);
      await room.room.disconnect();
      await vi.waitFor(async () => expect(await store.rooms()).toEqual([]));
    };
    for (const real of ["ada", "bob"]) await play(real);
    for (let many = 0; many < 12; many++) await play("mallory");
    expect((await store.replays()).map(({ players }) => players?.join())).toEqual(["ada", "bob", "mallory", "mallory"]);
    expect(matchMaker.stats.local.roomCount).toBe(0);
  });
});
