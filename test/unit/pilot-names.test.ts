import { beforeEach, describe, expect, it, vi } from "vitest";
import { PilotNames } from "../../server/platform/names/pilot-names.ts";
import { pruneNames } from "../../server/platform/names/prune.ts";
import { nameRoutes } from "../../server/platform/names/routes.ts";
import { openStore, sqlite } from "../../server/platform/store/index.ts";
import { type Store, StoreError } from "../../server/platform/store/port.ts";
import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import { askRoutes } from "../harness/routes.ts";

const [ADA, BOB] = [7, 8];

let store: Store;
let away: boolean;
let reports: unknown[];
let dropped: number;
let names: PilotNames;

beforeEach(async () => {
  store = await openStore(sqlite(":memory:"), { pruned() {}, wallMs: () => 1 });
  for (const [id, name] of [
    [ADA, "Ada"],
    [BOB, "Bob"],
  ] as const)
    await store.addPlayer({ id, name, nameKey: name, role: 0, passwordHash: null, createdAtMs: 0 });
  away = false;
  reports = [];
  dropped = 0;
  names = anew();
});

/** As a process that starts has them. */
function anew(): PilotNames {
  const guarded = {
    ...store,
    addPilots: (rows: Parameters<Store["addPilots"]>[0]) =>
      away ? Promise.reject(new StoreError("away")) : store.addPilots(rows),
  };
  const report = (error: unknown) => reports.push(error);
  return new PilotNames({ store: guarded, wallMs: () => 5, dropped: () => dropped++, report });
}

describe("names of pilots", () => {
  it("are known at once, and by the next process", async () => {
    const room = await names.open("m");
    room.add(1, ADA, "Ada");
    room.add(2, 0, "Nobody's");
    expect([room.nameOf(1), room.nameOf(2), room.nameOf(3)]).toEqual(["Ada", "Nobody's", ""]);
    await names.close();
    const later = anew();
    expect((await later.open("m")).nameOf(2)).toBe("Nobody's");
    expect((await later.ofRoom("other"))(1)).toBe("");
    expect((await anew().ofPilots("m", [1]))(1)).toBe("Ada");
    expect([...(await anew().list("m"))]).toEqual([
      [2, "Nobody's"],
      [1, "Ada"],
    ]);
  });

  it("of a reused id are those of its current holder", async () => {
    const room = await names.open("m");
    room.add(1, ADA, "Ada");
    room.add(1, BOB, "Bob");
    await names.close();
    expect((await anew().open("m")).nameOf(1)).toBe("Bob");
  });

  it("are erased in rooms, in the queue and in the store; others stay", async () => {
    const room = await names.open("m");
    room.add(1, ADA, "Ada");
    await vi.waitFor(async () => expect(await store.pilotsOf("m", 9)).toHaveLength(1));
    away = true;
    room.add(2, ADA, "Ada too");
    room.add(3, BOB, "Bob");
    const { revision } = room;
    await names.erase(ADA);
    await store.removePlayer(ADA);
    expect([room.nameOf(1), room.nameOf(2), room.nameOf(3)]).toEqual(["", "", "Bob"]);
    expect(room.revision).toBeGreaterThan(revision);
    away = false;
    await names.close();
    expect((await store.pilotsOf("m", 9)).map(({ name }) => name)).toEqual(["Bob"]);
  });

  it("of a deleted player are not written by a room that has not heard of it", async () => {
    await store.removePlayer(ADA);
    const room = await names.open("m");
    room.add(1, ADA, "Ada");
    await names.close();
    expect(await store.pilotsOf("m", 9)).toEqual([]);
  });

  it("wait for an absent store, which is reported once, and are known meanwhile", async () => {
    vi.useFakeTimers();
    try {
      away = true;
      const room = await names.open("m");
      room.add(1, ADA, "Ada");
      await vi.advanceTimersByTimeAsync(9_000);
      expect([room.nameOf(1), (await names.ofRoom("m"))(1), reports.length]).toEqual(["Ada", "Ada", 1]);
      room.close();
      expect((await names.list("m")).get(1)).toBe("Ada");
      away = false;
      await vi.advanceTimersByTimeAsync(3_000);
      expect((await store.pilotsOf("m", 9)).map(({ name }) => name)).toEqual(["Ada"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("are served uncached, those of a match while it can be watched, and not while the store is away", async () => {
    const room = await names.open("m");
    room.add(1, ADA, "Ada");
    const ask = async (path: string, isShown = true) => {
      const response = await askRoutes([nameRoutes(names, isShown, (error) => reports.push(error))]).ask(path);
      return [response.status, response.headers.get("cache-control"), (await response.json()).names];
    };
    const found = [200, "no-store", { 1: "Ada" }];
    expect([await ask("/rounds/m-00000004/names"), await ask("/live/m/names")]).toEqual([found, found]);
    expect(await ask("/rounds/nothing-1/names")).toEqual([200, "no-store", {}]);
    const none = [404, "no-store", undefined];
    const odd = ["/live/m/names", "/live/other/names", "/rounds/%20/names", "/live/%20/names"];
    for (const [i, path] of odd.entries()) expect(await ask(path, i > 0)).toEqual(none);
    room.close();
    await names.close();
    vi.spyOn(store, "pilotsOf").mockRejectedValue(new StoreError("away"));
    names = anew();
    expect(await ask("/rounds/m-00000004/names")).toEqual([503, "no-store", undefined]);
    expect(reports).toHaveLength(1);
  });

  it("D8: are limited for each room, and while waiting", async () => {
    away = true;
    const room = await names.open("m");
    const most = STORE_LIMITS.pilotsUnwritten;
    for (let pilot = 1; pilot <= most + 3; pilot++) room.add(pilot, 0, `p${pilot}`);
    expect(dropped).toBe(3);
    expect((await names.list("m")).size).toBe(STORE_LIMITS.pilotsPerRoom);
    expect(room.nameOf(most + 3)).toBe(`p${most + 3}`);
    const row = { room: "n", player: 0, name: "x", atMs: 0 };
    await store.addPilots([1, 2, 3].map((pilot) => ({ ...row, pilot })));
    await store.addPilots([{ ...row, pilot: STORE_LIMITS.pilotsPerRoom + 2 }]);
    expect((await store.pilotsOf("n", 9)).map(({ pilot }) => pilot)).toEqual([STORE_LIMITS.pilotsPerRoom + 2, 3]);
  });

  it("are deleted with the last recording of their room, with the player, and after their time", async () => {
    const row = { player: 0, name: "x", pilot: 1, atMs: 0 };
    for (const room of ["open", "kept-room", "journaled", "over"]) await store.addPilots([{ ...row, room }]);
    await names.open("open");
    const journals = {
      rooms: async () => ["journaled"],
      replays: async () => [{ id: "kept-room-00000004", bytes: 1, packedAtMs: 0, players: null }],
    };
    await pruneNames(store, journals, names);
    expect(await store.pilotRooms()).toEqual(["journaled", "kept-room", "open"]);
    await store.prune(STORE_LIMITS.pilotMs);
    expect(await store.pilotRooms()).toEqual([]);
  });
});
