import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  GameRefused,
  makeGame,
  PRESETS,
  PROJECT,
  type Preset,
  REPOSITORY,
} from "../../../server/new-game/make-game.ts";
import { ROOT } from "../../harness/sources.ts";

let root: string;
/** A project of its own, whose code is this one's. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "orrery-new-game-"));
  for (const folder of ["shared", "examples"]) mkdirSync(join(root, folder));
  for (const name of readdirSync(join(ROOT, "shared")).filter((entry) => !entry.endsWith(".ts")))
    symlinkSync(join(ROOT, "shared", name), join(root, "shared", name));
  for (const name of ["server", "client", "node_modules", "package.json"])
    symlinkSync(join(ROOT, name), join(root, name));
  cpSync(join(ROOT, "shared", "games.ts"), join(root, "shared", "games.ts"));
  for (const name of Object.values(PRESETS))
    cpSync(join(ROOT, "examples", name), join(root, "examples", name), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const table = () => readFileSync(join(root, "shared", "games.ts"), "utf8");

/** Loads all of a game, and plays it; says its id and its title. */
const TRY = `
import { playByChance } from "orrery/testing";
const [rules, server, page, pilots] = await Promise.all(["rules", "server", "page", "pilots"].map((file) => import("./" + file + ".ts")));
playByChance(rules.default, 1, 300);
server.default.define({ seatHoldS: 60 });
if (page.default.rules !== rules.default || pilots.default.rules !== rules.default) throw new Error("other rules");
console.log(rules.default.definition.id + " / " + page.default.title);
`;

describe("a new game", () => {
  it.each(Object.keys(PRESETS) as Preset[])(
    "of the preset %s loads, plays, and has its row, test and page for assistants",
    async (preset) => {
      const folder = makeGame(root, "light-tag", preset, REPOSITORY);
      expect(folder).toBe("examples/light-tag");
      expect(readdirSync(join(root, folder)).sort()).toEqual([
        "AGENTS.md",
        "light-tag.test.ts",
        "page.ts",
        "pilots.ts",
        "rules.ts",
        "server.ts",
      ]);
      expect(table()).toContain('  "light-tag": "examples/light-tag",\n};');
      for (const file of readdirSync(join(root, folder)))
        expect(readFileSync(join(root, folder, file), "utf8"), file).not.toMatch(
          new RegExp(`\\b(?:GAME|TABLE|GUIDE|COMMANDS|${PRESETS[preset]})\\b`),
        );
      writeFileSync(join(root, folder, "try.ts"), TRY);
      const child = Bun.spawn([process.execPath, join(root, folder, "try.ts")], {
        cwd: root,
        stdout: "pipe",
        stderr: "pipe",
      });
      const [out, problems] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
      expect([out, problems]).toEqual(["light-tag / Light Tag\n", ""]);
    },
  );

  it("is made in a project of its own, with a table that a formatter may have written", () => {
    const file = join(root, "games.ts");
    writeFileSync(file, "export const GAMES: GameTable = {};\n");
    for (const name of ["tag", "dice"]) makeGame(root, name, "turns", PROJECT);
    expect(readFileSync(file, "utf8")).toBe(
      'export const GAMES: GameTable = {\n  tag: "games/tag",\n  dice: "games/dice",\n};\n',
    );
    writeFileSync(file, "export const GAMES = { };\n");
    expect(() => makeGame(root, "chess", "turns", PROJECT)).toThrow(
      'games.ts: no row can be added, as no line "};" ends',
    );
    expect(readdirSync(join(root, "games")).sort()).toEqual(["dice", "tag"]);
  });

  it.each([
    ["Tag", '"Tag" is not a game\'s name'],
    ["../tag", "is not a game's name"],
    ["tag-", "is not a game's name"],
    ["a".repeat(33), "is not a game's name: up to 32"],
    ["lobby", "shared/games.ts has a row lobby already"],
  ])("is refused as %s, and nothing is written", (name, message) => {
    const before = table();
    expect(() => makeGame(root, name, "action", REPOSITORY)).toThrow(GameRefused);
    expect(() => makeGame(root, name, "action", REPOSITORY)).toThrow(message);
    expect([table(), readdirSync(join(root, "examples")).sort()]).toEqual([before, ["bluff", "trails"]]);
  });

  it("is refused if its folder or row exists", () => {
    makeGame(root, "tag", "turns", REPOSITORY);
    expect(() => makeGame(root, "tag", "turns", REPOSITORY)).toThrow("has a row tag already");
    mkdirSync(join(root, "examples", "chess"));
    expect(() => makeGame(root, "chess", "turns", REPOSITORY)).toThrow("examples/chess is there already");
  });
});
