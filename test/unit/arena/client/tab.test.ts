import { describe, expect, it } from "vitest";
import { ARENA_TAB } from "../../../../client/games/arena/page/arena-tab.ts";
import { TabStorage } from "../../../../client/shell/tab-storage.ts";
import { playPagePath } from "../../../../client/shell/version-paths.ts";

function storage(kept = new Map<string, string>()): Storage {
  return {
    length: 0,
    clear: () => kept.clear(),
    key: () => null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const broken: Storage = {
  ...storage(),
  getItem() {
    throw new Error("storage is blocked");
  },
  setItem() {
    throw new Error("storage is blocked");
  },
};

describe("a tab's storage", () => {
  it("keeps the seat and the choice it was joined with", () => {
    const kept = new Map<string, string>();
    const before = new TabStorage(ARENA_TAB, storage(kept));
    expect(before.choice).toBeNull();
    before.choice = { name: "Ada", hull: 2 };
    before.seat.save("room:token");
    const after = new TabStorage(ARENA_TAB, storage(kept));
    expect([after.choice, after.seat.load()]).toEqual([{ name: "Ada", hull: 2 }, "room:token"]);
  });

  it.each(["", "{", "null", "[]", '{"name":1,"hull":0}', '{"name":"Ada","hull":1.5}'])(
    "is nobody where %j was stored",
    (text) => {
      expect(new TabStorage(ARENA_TAB, storage(new Map([["orrery.choice", text]]))).choice).toBeNull();
    },
  );

  it.each([
    ["none", null],
    ["blocked", broken],
  ])("with storage %s: nobody, and a page that is not left for another again and again", (_what, blocked) => {
    const tab = new TabStorage(ARENA_TAB, blocked);
    tab.choice = { name: "Ada", hull: 0 };
    expect(tab.choice).toBeNull();
    expect(tab.hasLeftVersion("one")).toBe(true);
  });
});

describe("a tab that is closed", () => {
  const SEAT_MS = 60_000;
  /** A tab with a seat, and the next one of the same browser. */
  function two(afterMs: number): { shared: Storage; next: TabStorage } {
    const shared = storage();
    const closed = new TabStorage(ARENA_TAB, storage(), shared);
    closed.choice = { name: "Ada", hull: 2 };
    closed.seat.save("room:token");
    closed.leaveSeat(1_000);
    const next = new TabStorage(ARENA_TAB, storage(), shared);
    next.takeUp(1_000 + afterMs);
    return { shared, next };
  }

  it("leaves its seat to the next one, and to no third", () => {
    const { shared, next } = two(SEAT_MS - 1);
    expect([next.choice, next.seat.load()]).toEqual([{ name: "Ada", hull: 2 }, "room:token"]);
    const third = new TabStorage(ARENA_TAB, storage(), shared);
    third.takeUp(2_000);
    expect([third.choice, third.seat.load()]).toEqual([null, null]);
  });

  it.each([SEAT_MS, -1])("leaves nothing to one that is opened %d ms later", (afterMs) => {
    const { next } = two(afterMs);
    expect([next.choice, next.seat.load()]).toEqual([null, null]);
  });

  it("leaves what it has to whoever needs it: neither to itself after a reload, nor to one that flies", () => {
    const [own, shared] = [storage(), storage()];
    const tab = new TabStorage(ARENA_TAB, own, shared);
    tab.choice = { name: "Ada", hull: 2 };
    tab.seat.save("room:token");
    tab.leaveSeat(1_000);
    const flying = new TabStorage(ARENA_TAB, storage(), shared);
    flying.choice = { name: "Bob", hull: 0 };
    flying.seat.save("room:other");
    flying.takeUp(2_000);
    expect([flying.choice?.name, flying.seat.load()]).toEqual(["Bob", "room:other"]);
    const reloaded = new TabStorage(ARENA_TAB, own, shared);
    reloaded.takeUp(2_000);
    expect(reloaded.seat.load()).toBe("room:token");
    const opened = new TabStorage(ARENA_TAB, storage(), shared);
    opened.takeUp(2_000);
    expect(opened.seat.load()).toBeNull();
  });

  it("leaves nothing once it is shown again, and then takes up nobody's", () => {
    const shared = storage();
    const tab = new TabStorage(ARENA_TAB, storage(), shared);
    tab.choice = { name: "Ada", hull: 2 };
    tab.seat.save("room:token");
    tab.leaveSeat(1_000);
    const menu = new TabStorage(ARENA_TAB, storage(), shared);
    menu.reclaimSeat();
    expect([menu.seat.load(), shared.getItem("orrery.left")]).toEqual([null, expect.stringContaining("room:token")]);
    tab.reclaimSeat();
    expect([tab.seat.load(), shared.getItem("orrery.left")]).toEqual(["room:token", null]);
  });

  it.each(["", "{", "null", "[]", '{"seat":1,"atMs":1000}', '{"seat":"room:token","pilot":{"name":1},"atMs":1000}'])(
    "leaves nothing where %j was stored",
    (text) => {
      const next = new TabStorage(ARENA_TAB, storage(), storage(new Map([["orrery.left", text]])));
      next.takeUp(1_001);
      expect([next.choice, next.seat.load()]).toEqual([null, null]);
    },
  );

  it("leaves nothing without a seat, or where nothing can be stored", () => {
    const shared = storage();
    new TabStorage(ARENA_TAB, storage(), shared).leaveSeat(1_000);
    expect(shared.getItem("orrery.left")).toBeNull();
    const tab = new TabStorage(ARENA_TAB, storage(), broken);
    tab.choice = { name: "Ada", hull: 2 };
    tab.seat.save("room:token");
    tab.leaveSeat(1_000);
    tab.takeUp(1_001);
    expect(tab.seat.load()).toBe("room:token");
  });
});

describe("a page of another version than the server", () => {
  it("is left once, and again after a page of yet another one", () => {
    const tab = new TabStorage(ARENA_TAB, storage());
    expect(["old", "old", "new", "old"].map((wire) => tab.hasLeftVersion(wire))).toEqual([false, true, false, false]);
  });

  it.each([
    ["abc-D_1:secret", "?fx=low", "/play/abc-D_1?fx=low"],
    ["abc:se:cret", "", "/play/abc"],
    [null, "?fx=low", "/?fx=low"],
    ["//evil.example:x", "", "/"],
    ["no colon", "", "/"],
  ])("leads from the seat %j to its match's page", (token, search, path) => {
    expect(playPagePath(token, search)).toBe(path);
  });
});
