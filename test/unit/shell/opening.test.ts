import { describe, expect, it } from "vitest";
import { Opening } from "../../../client/shell/opening.ts";
import { Tab } from "../../../client/tab.ts";

const HOME = "http://localhost:2567/?fx=low";
const REPLAY = `${HOME}&replay=r1`;
const WATCH = `${HOME}&watch=m1`;

function tabWith(seat: string | null): Tab {
  const tab = new Tab(null);
  tab.seat.save(seat);
  return tab;
}

describe("where the page begins", () => {
  it.each([
    { address: HOME, seat: null, begins: { at: "menu" }, waits: null },
    { address: HOME, seat: "m:s", begins: { at: "returning" }, waits: "Back to your ship…" },
    {
      address: REPLAY,
      seat: null,
      begins: { at: "watching", asked: { id: "r1", watched: "replay" } },
      waits: /replay/,
    },
    { address: WATCH, seat: null, begins: { at: "watching", asked: { id: "m1", watched: "watch" } }, waits: /match/ },
    // What one came to see goes before the ship.
    { address: WATCH, seat: "m:s", begins: { at: "watching", asked: { id: "m1", watched: "watch" } }, waits: /match/ },
  ])(
    "$address with the seat $seat: what is waited for, and the menu is one step away",
    ({ address, seat, begins, waits }) => {
      const tab = tabWith(seat);
      const opening = new Opening(address, tab, 0);
      expect(opening.now).toEqual(begins);
      if (waits === null) expect(opening.waits).toBeNull();
      else expect(opening.waits).toMatch(waits);
      expect(opening.leave(address)).toBe(HOME);
      expect([opening.now, opening.waits]).toEqual([{ at: "menu" }, null]);
      // A seat that was waited for is given up; one that was not is kept.
      const [kept, givenUp] = begins.at === "returning" ? [null, seat] : [seat, null];
      expect([tab.seat.load(), opening.givenUp]).toEqual([kept, givenUp]);
    },
  );

  it("goes along with Back and Forward", () => {
    const opening = new Opening(WATCH, tabWith("m:s"), 0);
    opening.follow(REPLAY);
    expect(opening.now).toEqual({ at: "watching", asked: { id: "r1", watched: "replay" } });
    opening.follow(HOME);
    expect(opening.now).toEqual({ at: "menu" });
    opening.follow(WATCH);
    expect(opening.waits).toMatch(/match/);
    const returning = new Opening(HOME, tabWith("m:s"), 0);
    returning.follow(`${HOME}#top`);
    expect(returning.now).toEqual({ at: "returning" });
  });

  it("takes up what a closed tab left, unless one comes to watch", () => {
    const taken: number[] = [];
    const tab = { seat: tabWith(null).seat, takeUp: (nowMs: number) => void taken.push(nowMs) };
    new Opening(REPLAY, tab, 1);
    expect(taken).toEqual([]);
    new Opening(HOME, tab, 2);
    expect(taken).toEqual([2]);
  });
});
