import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkSettings, type GameSetting } from "../../server/game-settings.ts";
import { declaredSettings, loadGames } from "../../server/games.ts";
import { kitGame } from "../../server/kit/index.ts";
import { GAMES } from "../../shared/games.ts";
import { ROOT } from "../harness/sources.ts";
import { race } from "../room/kit/race.ts";

const GOAL: GameSetting = { field: "goal", least: 1, most: 60_000, initial: 50_000, about: "how far it is" };

describe("settings of a game", () => {
  it("are rows of the README's table, with their defaults", async () => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const rows = readme.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
    for (const { settings } of await declaredSettings(GAMES))
      for (const [variable, { initial, about }] of Object.entries(settings))
        expect(rows).toContainEqual(["", `\`${variable}\``, `${initial}`, about, ""]);
  });

  it("reach the config of a game of the kit", () => {
    const game = kitGame(race, { settings: { RACE_GOAL: GOAL } });
    expect(game.settings).toEqual({ RACE_GOAL: GOAL });
    expect(game.define({ seatHoldS: 1, settings: { goal: 7 } }).config).toMatchObject({ goal: 7 });
    expect(game.kit.withVersion(9).settings).toEqual({ RACE_GOAL: GOAL });
  });

  it.each<[string, string, Partial<GameSetting>, RegExp]>([
    ["another game's variable", "PORT", {}, /settings\.PORT: not RACE_NEXT_ and a name/],
    ["a variable in small letters", "RACE_NEXT_goal", {}, /settings\.RACE_NEXT_goal: not RACE_NEXT_/],
    ["no field", "RACE_NEXT_GOAL", { field: "" }, /settings\.RACE_NEXT_GOAL\.field: {2}is no text/],
    ["a bound that is none", "RACE_NEXT_GOAL", { least: 0.5 }, /settings\.RACE_NEXT_GOAL\.least: 0\.5 is not a whole/],
    ["a default out of its bounds", "RACE_NEXT_GOAL", { initial: 0 }, /\.initial: 0 is not from 1 to 60000/],
  ])("are refused with %s, naming it", (_what, variable, part, message) => {
    expect(() => checkSettings("race-next", { [variable]: { ...GOAL, ...part } })).toThrow(message);
  });

  it("leave out a game whose settings are none, and the log says why", async () => {
    const logged: string[] = [];
    expect(await loadGames((text) => logged.push(text), { other: "test/harness/games/own-settings" })).toEqual([]);
    expect(logged).toEqual([expect.stringMatching(/^game other is left out: .*settings\.RACE_GOAL: not OTHER_/)]);
  });
});
