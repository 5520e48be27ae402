import { describe, expect, it } from "vitest";
import { playPath } from "../../../client/other-pages.ts";
import { Tab } from "../../../client/tab.ts";

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

describe("what outlives a page", () => {
  it("is the seat and who holds it", () => {
    const kept = new Map<string, string>();
    const before = new Tab(storage(kept));
    expect(before.pilot).toBeNull();
    before.pilot = { name: "Ada", hull: 2 };
    before.seat.save("room:token");
    const after = new Tab(storage(kept));
    expect([after.pilot, after.seat.load()]).toEqual([{ name: "Ada", hull: 2 }, "room:token"]);
  });

  it.each(["", "{", "null", "[]", '{"name":1,"hull":0}', '{"name":"Ada","hull":1.5}'])(
    "is nobody where %j was stored",
    (text) => {
      expect(new Tab(storage(new Map([["orrery.pilot", text]]))).pilot).toBeNull();
    },
  );

  it.each([
    ["none", null],
    ["blocked", broken],
  ])("with storage %s: nobody, and a page that is not left for another again and again", (_what, blocked) => {
    const tab = new Tab(blocked);
    tab.pilot = { name: "Ada", hull: 0 };
    expect(tab.pilot).toBeNull();
    expect(tab.hasLeft("one")).toBe(true);
  });
});

describe("a page of another version than the server", () => {
  it("is left once, and again after a page of yet another one", () => {
    const tab = new Tab(storage());
    expect(["old", "old", "new", "old"].map((wire) => tab.hasLeft(wire))).toEqual([false, true, false, false]);
  });

  it.each([
    ["abc-D_1:secret", "?fx=low", "/play/abc-D_1?fx=low"],
    ["abc:se:cret", "", "/play/abc"],
    [null, "?fx=low", "/?fx=low"],
    ["//evil.example:x", "", "/"],
    ["no colon", "", "/"],
  ])("leads from the seat %j to its match's page", (token, search, path) => {
    expect(playPath(token, search)).toBe(path);
  });
});
