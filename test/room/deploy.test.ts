import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthContext, matchMaker } from "@colyseus/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { ReleaseStore } from "../../server/releases/release-store.ts";
import { RoomTypes } from "../../server/releases/room-types.ts";
import { releaseRoutes } from "../../server/releases/routes.ts";
import { saveRelease } from "../../server/releases/save-release.ts";
import type { AnyRoomDefinition } from "../../server/runtime/room-definition.ts";
import { hasOtherWire } from "../../server/transport/wire-version.ts";
import type { SavedWorld } from "../../shared/machine.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { digestState } from "../../shared/wire/digest.ts";
import { decodeStateCheck, decodeWelcome } from "../../shared/wire/messages.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { askRoutes } from "../harness/routes.ts";
import { ROOT } from "../harness/sources.ts";
import { laterTugRoom, pull, roundedTugRoom, type TugState } from "../harness/tiny-game.ts";

const DATA = "data";
const red = { team: "red" };
const headers = new Headers();
const before = roundedTugRoom("tug", 4);
const after = laterTugRoom("tug", 4);
const ropeSeen = (client: FakeClient) => (client.seen as TugState).rope;

const folder = mkdtempSync(join(tmpdir(), "orrery-deploy-"));
const shelf = new ReleaseStore(folder);
let files: FileSystem;
let bench: RoomBench;
let room: BenchRoom;

beforeAll(async () => {
  await RoomBench.start();
  const entry = join(folder, "entry.ts");
  writeFileSync(
    entry,
    `import { roundedTugRoom } from "${ROOT}/test/harness/tiny-game.ts";
    export const define = (seatHoldS: number) => roundedTugRoom("tug", 4, seatHoldS);`,
  );
  await saveRelease(folder, { definition: before, entry, page: [] });
});
afterAll(async () => {
  await RoomBench.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  files = memoryFileSystem();
  bench = new RoomBench(7, new FileJournalStore(files, DATA));
  room = await bench.open(before);
});

/** The process ends at once, and one of the next version starts on what it had written. */
async function deploy(releases = shelf, next = after): Promise<BenchRoom | null> {
  files = filesAfterKill(files, [DATA]);
  await room.room.disconnect();
  bench = new RoomBench(8, new FileJournalStore(files, DATA));
  bench.define(next);
  const register = (name: string, definition: AnyRoomDefinition) => bench.define(definition, name);
  const types = new RoomTypes([{ definition: next as unknown as AnyRoomDefinition }], {
    shelf: releases,
    seatHoldS: 60,
    register,
  });
  bench.rulesOf = (name, version) => types.rulesOf(name, version);
  await bench.recoverBy((name, version) => types.find(name, version), next.singleton ? [next] : []);
  return bench.find(room.room.roomId);
}

async function deployed(): Promise<BenchRoom> {
  const found = await deploy();
  if (found === null) throw new Error(`not recovered: ${bench.logged.join("; ")} ${bench.reports.join("; ")}`);
  room = found;
  return found;
}

/** Of a match at rope 5. */
async function playing(): Promise<FakeClient> {
  const client = await room.join(red);
  client.command(0, pull(5));
  bench.ticks(6);
  expect(ropeSeen(client)).toBe(5);
  return client;
}

async function pageOf(path: string): Promise<string | null> {
  const rounds = { releaseOf: () => null, gameOf: () => null };
  const routes = releaseRoutes({ shelf, rounds, store: { openReplay: async () => null }, pageOf: () => "/" });
  return (await askRoutes([{ table: routes }]).ask(path)).headers.get("location");
}

describe("a match that was begun before a deploy", () => {
  it("goes on under the rules and the wire that it was begun with, for those who were in", async () => {
    const lost = await playing();
    const old = await deployed();
    const client = await old.reconnect(lost);
    expect(decodeWelcome(client.last("welcome"))).toMatchObject({ machine: "tug", version: 1, seat: 0 });
    client.command(0, pull(3));
    bench.ticks(6);
    // The next version's rules would have made it 11.
    expect(ropeSeen(client)).toBe(8);
    expect(client.seen).not.toHaveProperty("leader");
    expect([hasOtherWire(old.room.roomId, before.wire), hasOtherWire(old.room.roomId, after.wire)]).toEqual([
      false,
      true,
    ]);
    expect(bench.reports).toEqual([]);
  });

  it("can be checked by those who check what they decode", async () => {
    const lost = await room.join({ ...red, verify: true });
    bench.ticks(6);
    const client = await (await deployed()).reconnect(lost);
    bench.ticks(60 - ((client.seen as TugState).tick % 60));
    const { tick, digest } = decodeStateCheck(client.last("check"));
    expect([tick, digest]).toEqual([(client.seen as TugState).tick, digestState(client.seen)]);
  });

  it("takes no new players, who play the new version in a room of their own", async () => {
    const lost = await playing();
    const old = await deployed();
    await expect(old.join(red)).rejects.toMatchObject({
      code: ROOM_REFUSAL.matchEnding,
      message: expect.stringContaining("takes no new players"),
    });
    const asked = matchMaker.controller.invokeMethod("joinOrCreate", "tug-1", red, createAuthContext({ headers }));
    await expect(asked).rejects.toMatchObject({ code: ROOM_REFUSAL.matchEnding });
    await old.reconnect(lost);
    const { roomId } = await matchMaker.joinOrCreate("tug", red);
    expect(roomId).not.toBe(old.room.roomId);
    expect(hasOtherWire(roomId, after.wire)).toBe(false);
  });

  it("leads to the page of its version as long as it lasts", async () => {
    const lost = await playing();
    const old = await deployed();
    await old.reconnect(lost);
    const { roomId } = old.room;
    expect(await pageOf(`/play/${roomId}?fx=low`)).toBe("/v/tug-1/?fx=low");
    bench.ticks(700);
    expect(old.room).toHaveProperty("release", null);
    expect(await pageOf(`/play/${roomId}?fx=low`)).toBe("/?fx=low");
  });

  it("ends with its round, becomes a replay, and sends its players to the new version", async () => {
    const lost = await playing();
    const client = await (await deployed()).reconnect(lost);
    bench.ticks(500);
    expect(client.closed).toBeNull();
    bench.ticks(200);
    await vi.waitFor(() => expect(client.closed).toEqual(CLOSE.otherVersion));
    await vi.waitFor(async () => expect(await new FileJournalStore(files, DATA).rooms()).toEqual([]));
    const replays = await new FileJournalStore(files, DATA).replays();
    expect(replays.length).toBeGreaterThan(0);
    expect(matchMaker.getLocalRoomById(room.room.roomId)).toBeUndefined();
    expect(bench.reports).toEqual([]);
  });

  it("goes on after a crash of the new version, too", async () => {
    const lost = await playing();
    const client = await (await deployed()).reconnect(lost);
    client.command(0, pull(3));
    bench.ticks(6);
    const again = await (await deployed()).reconnect(client);
    again.command(0, pull(1));
    bench.ticks(6);
    expect(ropeSeen(again)).toBe(9);
  });

  it("is set aside with its reason where its version was not kept", async () => {
    await playing();
    expect(await deploy(new ReleaseStore(join(folder, "nothing")))).toBeNull();
    expect(bench.logged.join()).toMatch(/set aside: a journal of tug version 1 cannot be played by tug version 2/);
  });
});

describe("a singleton room that was begun before a deploy", () => {
  const migrations = { 1: (saved: SavedWorld) => saved };
  const next = { ...after, singleton: true, machine: { ...after.machine, migrations } };

  beforeEach(async () => {
    // No other room of the type is left.
    await RoomBench.stop();
    room = await bench.open(before);
  });

  it("goes on under the present rules, brought there by those that are kept", async () => {
    const lost = await playing();
    room = (await deploy(shelf, next)) as BenchRoom;
    const client = await room.reconnect(lost);
    client.command(0, pull(3));
    bench.ticks(6);
    expect(ropeSeen(client)).toBe(11);
    // And again, from the journal that both have written.
    expect(await deploy(shelf, next)).not.toBeNull();
    expect(bench.metrics.roomRecovered).toBe(1);
    expect(bench.logged.join()).not.toContain("halted");
  });

  it("is halted where its version was not kept", async () => {
    await playing();
    expect(await deploy(new ReleaseStore(join(folder, "nothing")), next)).toBeNull();
    expect(bench.halts.get("tug")?.reason).toMatch(/the rules of tug version 1 are not kept/);
    expect(await new FileJournalStore(files, DATA).rooms()).toEqual([room.room.roomId]);
  });
});
