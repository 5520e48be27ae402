import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultSettings,
  parseSettings,
  SettingsStore,
} from "../../../../client/games/arena/page/settings/settings.ts";

const memory = (first: string | null = null) => {
  let kept = first;
  return {
    getItem: () => kept,
    setItem: (_: string, value: string) => {
      kept = value;
    },
  };
};

describe("settings", () => {
  it("are stored and read back", () => {
    const store = memory();
    new SettingsStore(store).change({ name: "Nyx", hull: 2, volume: 0.25, muted: true, effects: "low" });
    const back = new SettingsStore(store).current;
    expect(back).toMatchObject({ name: "Nyx", hull: 2, volume: 0.25, muted: true, effects: "low" });
    expect(back.keys).toEqual(defaultSettings().keys);
  });

  it("D7: replace each invalid stored field by its default, and keep the others", () => {
    expect(parseSettings({ name: 7, hull: 99, volume: 2, muted: "no", effects: "ultra", shake: false })).toEqual({
      ...defaultSettings(),
      shake: false,
    });
    expect(
      parseSettings({ keys: { thrust: ["KeyI", ""], left: "KeyJ", right: [1, 2], boost: ["KeyX"] } }).keys,
    ).toEqual({
      ...defaultSettings().keys,
      thrust: ["KeyI", ""],
    });
  });

  it("D7: are complete whatever was stored", () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        expect(Object.keys(parseSettings(stored)).sort()).toEqual(Object.keys(defaultSettings()).sort());
      }),
    );
  });

  it("survive a store that is broken, forbidden or full", () => {
    expect(new SettingsStore(memory("{not json")).current).toEqual(defaultSettings());
    const book = new SettingsStore({
      getItem: () => {
        throw new Error("forbidden");
      },
      setItem: () => {
        throw new Error("full");
      },
    });
    book.change({ muted: true });
    expect(book.current.muted).toBe(true);
  });

  it("notify subscribers of each change until they unsubscribe", () => {
    const book = new SettingsStore(memory());
    const heard: boolean[] = [];
    const stop = book.subscribe((settings) => heard.push(settings.muted));
    book.change({ muted: true });
    stop();
    book.change({ muted: false });
    expect(heard).toEqual([true]);
  });
});
