import { describe, expect, it } from "vitest";
import { MENU_STATE, nextState, type PageEvent, type PageState } from "../../../client/shell/page-state.ts";
import { PageStateMachine, type StateScope } from "../../../client/shell/page-state-machine.ts";
import { CLOSE, REFUSAL, ROOM_REFUSAL } from "../../../shared/wire/codes.ts";

const choice = { name: "Orla", hull: 1 };
const replay = { id: "r1", watched: "replay" } as const;
const match = { id: "m1", watched: "watch" } as const;

const PLACES: Readonly<Record<string, PageState>> = {
  menu: MENU_STATE,
  refused: { at: "menu", refusal: { reason: "Full.", about: "all" } },
  joining: { at: "joining", choice, into: "any", returning: false },
  returning: { at: "joining", choice, into: "any", returning: true },
  playing: { at: "playing", into: "any" },
  replay: { at: "watching", asked: replay },
  match: { at: "watching", asked: match },
  notice: { at: "lost", title: "No replay", text: "Gone.", way: "menu" },
  outdated: { at: "lost", title: "A new version", text: "Reload.", way: "page" },
  undrawn: { at: "lost", title: "No WebGL here", text: "Sorry.", way: "reload" },
};

const MOVES: Readonly<Record<string, PageEvent>> = {
  launch: { do: "launch", choice, into: { room: "x" }, returning: false },
  arrive: { do: "arrive" },
  lostLink: { do: "end", code: 1006, reason: "The connection was lost." },
  unreachable: { do: "end", code: 0, reason: "The server cannot be reached." },
  banned: { do: "end", code: CLOSE.banned.code, reason: "Banned." },
  full: { do: "end", code: REFUSAL.unavailable.status, reason: "Server full." },
  nameTaken: { do: "end", code: ROOM_REFUSAL.nameTaken, reason: "Name: taken." },
  otherVersion: { do: "end", code: CLOSE.otherVersion.code, reason: "A new version is out: reload." },
  takenOver: { do: "end", code: CLOSE.takenOver.code, reason: "This seat went on in another connection." },
  leave: { do: "leave" },
  watchReplay: { do: "watch", asked: replay },
  watchMatch: { do: "watch", asked: match },
  nothing: { do: "refuse", title: "Nothing to watch", text: "It is over." },
  noGraphics: { do: "fail", title: "No WebGL here", text: "Sorry." },
  backToMenu: { do: "address", asked: null },
  backToReplay: { do: "address", asked: replay },
};

describe("the states of the page", () => {
  const cases = Object.entries(PLACES).flatMap(([from, place]) =>
    Object.entries(MOVES).map(([name, move]) => ({ from, place, name, move })),
  );

  it.each(cases)("$from, $name: leads to the right state, or nowhere", ({ place, move }) => {
    const to = nextState(place, move);
    const seated = place.at === "joining" || place.at === "playing";
    switch (move.do) {
      case "launch":
        expect(to.at).toBe("joining");
        break;
      case "arrive":
        expect(to.at).toBe(place.at === "joining" ? "playing" : place.at);
        break;
      case "end":
        if (!seated) expect(to).toBe(place);
        else expect(["menu", "lost"]).toContain(to.at);
        break;
      case "leave":
        expect(to.at).toBe("menu");
        break;
      case "watch":
        expect(to).toMatchObject({ at: "watching", asked: move.asked });
        break;
      case "refuse":
        expect(to.at).toBe(place.at === "watching" ? "lost" : place.at);
        break;
      case "fail":
        expect(to).toMatchObject({ at: "lost", way: "reload" });
        break;
      case "address":
        if (move.asked !== null) expect(to).toMatchObject({ at: "watching", asked: move.asked });
        else expect(to.at).toBe(place.at === "watching" || place.at === "lost" ? "menu" : place.at);
    }
    // The same move again leads nowhere else.
    if (move.do !== "launch" && move.do !== "fail") expect(nextState(to, move)).toBe(to);
    // The menu is one move away from everywhere.
    expect(nextState(to, { do: "leave" }).at).toBe("menu");
  });

  it("decide by codes, never by texts", () => {
    const ended = (code: number) => nextState(PLACES.playing, { do: "end", code, reason: "reload the name, please" });
    expect(ended(CLOSE.otherVersion.code)).toMatchObject({ at: "lost", way: "page" });
    expect(ended(REFUSAL.otherVersion.status)).toMatchObject({ at: "lost", way: "page" });
    expect(ended(CLOSE.takenOver.code)).toMatchObject({ at: "lost", way: "menu" });
    for (const code of [ROOM_REFUSAL.nameTaken, ROOM_REFUSAL.nameOwned, ROOM_REFUSAL.badOption])
      expect(ended(code)).toMatchObject({ at: "menu", refusal: { about: "name" } });
    for (const code of [0, 1006, CLOSE.banned.code, CLOSE.roomFault.code, ROOM_REFUSAL.roomFull, 503])
      expect(ended(code)).toMatchObject({ at: "menu", refusal: { about: "all" } });
  });

  it("close what they opened, once, before the next state is entered", () => {
    const did: string[] = [];
    const enter = (to: PageState, scope: StateScope): void => {
      did.push(`enter ${to.at}`);
      scope.add(() => did.push(`close ${to.at} 1`));
      scope.add(() => did.push(`close ${to.at} 2`));
      scope.signal.addEventListener("abort", () => did.push(`abort ${to.at}`));
      // What is asked for while a place is entered comes after it.
      if (to.at === "joining") places.dispatch({ do: "arrive" });
    };
    const places: PageStateMachine = new PageStateMachine(MENU_STATE, enter);
    places.dispatch(MOVES.launch);
    places.dispatch(MOVES.lostLink);
    places.dispatch(MOVES.lostLink);
    expect(did).toEqual([
      "enter joining",
      "abort joining",
      "close joining 2",
      "close joining 1",
      "enter playing",
      "abort playing",
      "close playing 2",
      "close playing 1",
      "enter menu",
    ]);
  });

  it("are left even if closing a part throws", () => {
    const closed: string[] = [];
    const places = new PageStateMachine(MENU_STATE, (to, scope) => {
      if (to.at !== "watching") return;
      scope.add(() => closed.push("stream"));
      scope.add(() => {
        throw new Error("no such overlay");
      });
    });
    places.dispatch(MOVES.watchMatch);
    expect(() => places.dispatch(MOVES.leave)).toThrow("no such overlay");
    expect([places.current.at, closed]).toEqual(["menu", ["stream"]]);
    places.dispatch(MOVES.launch);
    expect(places.current.at).toBe("joining");
  });

  it("leave nothing open after any sequence of events", () => {
    const moves = Object.values(MOVES);
    for (let seed = 1; seed <= 50; seed++) {
      let state = seed;
      const chance = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      const open = new Set<PageState>();
      const places = new PageStateMachine(MENU_STATE, (to, scope) => {
        open.add(to);
        scope.add(() => open.delete(to));
      });
      for (let step = 0; step < 200; step++) {
        places.dispatch(moves[Math.floor(chance() * moves.length)]);
        expect(open.size, `seed ${seed}, step ${step}`).toBeLessThanOrEqual(1);
        if (open.size === 1) expect(open.has(places.current), `seed ${seed}, step ${step}`).toBe(true);
      }
    }
  });
});
