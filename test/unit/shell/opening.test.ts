import { describe, expect, it } from "vitest";
import { InitialPage } from "../../../client/shell/initial-page.ts";
import type { JoinChoice } from "../../../client/shell/page-state.ts";
import { type TabGame, TabStorage } from "../../../client/shell/tab-storage.ts";

const TAB: TabGame<JoinChoice> = { keys: "orrery.tug", readChoice: () => null };

const HOME = "http://localhost:2567/?fx=low";
const REPLAY = `${HOME}&replay=r1`;
const WATCH = `${HOME}&watch=m1`;

function tabWith(seat: string | null): TabStorage {
  const tab = new TabStorage(TAB, null);
  tab.seat.save(seat);
  return tab;
}

describe("the page's first state", () => {
  it.each([
    { address: HOME, seat: null, begins: { at: "menu" }, waits: null },
    { address: HOME, seat: "m:s", begins: { at: "returning" }, waits: "Returning to your match…" },
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
      const opening = new InitialPage(address, tab, 0);
      expect(opening.now).toEqual(begins);
      if (waits === null) expect(opening.waitingText).toBeNull();
      else expect(opening.waitingText).toMatch(waits);
      expect(opening.leave(address)).toBe(HOME);
      expect([opening.now, opening.waitingText]).toEqual([{ at: "menu" }, null]);
      // A seat that was waited for is given up; one that was not is kept.
      const [kept, givenUp] = begins.at === "returning" ? [null, seat] : [seat, null];
      expect([tab.seat.load(), opening.givenUp]).toEqual([kept, givenUp]);
    },
  );

  it("follows Back and Forward", () => {
    const opening = new InitialPage(WATCH, tabWith("m:s"), 0);
    opening.follow(REPLAY);
    expect(opening.now).toEqual({ at: "watching", asked: { id: "r1", watched: "replay" } });
    opening.follow(HOME);
    expect(opening.now).toEqual({ at: "menu" });
    opening.follow(WATCH);
    expect(opening.waitingText).toMatch(/match/);
    const returning = new InitialPage(HOME, tabWith("m:s"), 0);
    returning.follow(`${HOME}#top`);
    expect(returning.now).toEqual({ at: "returning" });
  });

  it("takes over the seat of a closed tab, unless the address asks to watch", () => {
    const taken: number[] = [];
    const tab = { seat: tabWith(null).seat, takeUp: (nowMs: number) => void taken.push(nowMs) };
    new InitialPage(REPLAY, tab, 1);
    expect(taken).toEqual([]);
    new InitialPage(HOME, tab, 2);
    expect(taken).toEqual([2]);
  });
});
