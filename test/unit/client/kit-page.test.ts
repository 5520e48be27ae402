import { describe, expect, it } from "vitest";
import { asAnyPage } from "../../../client/kit/page/any-page.ts";
import { parseKitSettings } from "../../../client/kit/page/kit-settings.ts";
import { resultsOf } from "../../../client/kit/page/results.ts";
import { gameIn, gameUrl, serverUrlOf } from "../../../client/net/server-address.ts";
import { StoredSettings } from "../../../client/shell/settings/stored-settings.ts";
import { TabStorage } from "../../../client/shell/tab-storage.ts";

const PAGE = { rules: {}, title: "Trails", about: "A game.", draw() {} };

describe("the default export of a game's page.ts", () => {
  it("is used as it is", () => {
    expect(asAnyPage("trails", PAGE)).toBe(PAGE);
  });

  it.each(["rules", "title", "about", "draw"])("is refused without %s, which is named with the game", (field) => {
    for (const value of [undefined, null, 7])
      expect(() => asAnyPage("trails", { ...PAGE, [field]: value })).toThrow(new RegExp(`games/trails.*${field}`));
  });

  it.each([undefined, null, "page", () => PAGE])("is refused where it is no page: %s", (exported) => {
    expect(() => asAnyPage("x", exported)).toThrow(/games\/x/);
  });
});

describe("what a player's card says of a game of the kit", () => {
  const round = { ...{ game: "x", room: "r", round: 1, endedAtMs: 0, place: 1 }, credits: 1, kills: 0, deaths: 0 };

  it("is points where the game has a score, and never credits, kills or deaths", () => {
    const { totals, ofRound } = resultsOf({ score: () => 0 });
    expect(totals.map(([label]) => label)).toEqual(["Rounds", "Wins", "Points"]);
    expect(ofRound(round)).toEqual(["1 point"]);
  });

  it("is how many rounds alone where it has none: nobody wins then", () => {
    const { totals, ofRound } = resultsOf({});
    expect([totals, ofRound(round)]).toEqual([[["Rounds", "rounds"]], []]);
  });
});

describe("the address of a game's page", () => {
  it.each(["http://a", "https://a:1/b", "https://a/games"])("leads back to the server and the game: %s", (server) => {
    for (const game of [null, "trails", "liars-dice_2"]) {
      const address = `${gameUrl(server, game)}?match=x`;
      expect([serverUrlOf(address), gameIn(address)]).toEqual([server, game]);
    }
    expect(gameIn(`${server}/v/trails-2/games/trails`)).toBe("trails");
  });
});

function storage(entries = new Map<string, string>()): Storage {
  return {
    length: 0,
    clear: () => entries.clear(),
    key: () => null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}

describe("what a browser remembers of games", () => {
  it("is a seat for each: one game never takes another's", () => {
    const entries = storage();
    const tab = (keys: string) => new TabStorage({ keys, readChoice: () => ({ name: "Ada" }) }, entries);
    tab("orrery.trails").seat.save("room:token");
    expect([tab("orrery.trails").seat.load(), tab("orrery.bluff").seat.load()]).toEqual(["room:token", null]);
  });

  it("is the name for all: a change in one keeps the other's settings", () => {
    const entries = storage(new Map([["orrery.settings", '{"name":"Ada","volume":0.2}']]));
    const settings = new StoredSettings(entries, parseKitSettings);
    expect(settings.current).toEqual({ name: "Ada", netGraph: false });
    settings.change({ netGraph: true });
    const stored = JSON.parse(entries.getItem("orrery.settings") ?? "");
    expect(stored).toEqual({ name: "Ada", volume: 0.2, netGraph: true });
  });

  it.each([null, 7, [], { name: 7, netGraph: "yes" }])("D7: has the default where %j was stored", (stored) => {
    expect(parseKitSettings(stored)).toEqual({ name: "", netGraph: false });
  });
});
