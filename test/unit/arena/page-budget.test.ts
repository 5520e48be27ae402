import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ENGINE_PARTS, engineSources } from "../../../server/ops/engine.ts";
import type { PageFile } from "../../../server/ops/page.ts";
import { isEngine, isNamed, isScript, ServedPage, textOf } from "../../harness/served-page.ts";
import { ROOT, readSources } from "../../harness/sources.ts";

/** As served, bytes: what stands between an address and a menu that works, and all that is loaded to fly. */
const MENU_SCRIPT_BYTES = 200_000;
const PAGE_BYTES = 400_000;

const constants = createRequire(import.meta.url)(join(engineSources(), "const.js")) as object;

const [isKit, isGame, isArena] = [isNamed("open"), isNamed("page"), isNamed("online")];

describe("the arena's page", () => {
  let page: ServedPage;
  beforeAll(async () => {
    page = await ServedPage.build();
  });

  it("has the engine in one file, which no script imports before it runs", () => {
    const engine = page.files.filter(isEngine);
    expect(engine).toHaveLength(1);
    const name = engine[0].path.replace("assets/", "");
    const importers = page.files.filter((file) => isScript(file) && textOf(file).includes(name));
    expect(importers.length).toBeGreaterThan(0);
    for (const file of importers) expect(textOf(file)).not.toMatch(new RegExp(`(?:from|import)\\s*["']\\./${name}`));
  });

  it("loads its menu without the engine", () => {
    expect([...page.reached(isEngine)].filter(isScript).length).toBeGreaterThan(1);
  });

  it("preloads its script's later imports, but not the engine", () => {
    const preloaded = [...textOf(page.index).matchAll(/rel="modulepreload" crossorigin href="\.\/([^"]+)"/g)].map(
      ([, path]) => path,
    );
    expect(preloaded).toContainEqual(expect.stringMatching(/^assets\/online-/));
    const found = preloaded.map((path) => page.files.find((file) => file.path === path));
    expect(found.map((file) => file !== undefined && !isEngine(file))).toEqual(preloaded.map(() => true));
  });

  it(`has at most ${MENU_SCRIPT_BYTES} bytes of script without the engine, and ${PAGE_BYTES} in all, as served`, () => {
    const isOther = (file: PageFile) => isKit(file) || isGame(file);
    const menu = [...page.reached((file) => isOther(file) || isEngine(file))].filter(isScript);
    const whole = [...page.reached(isOther)];
    console.log(`script without the engine: ${page.sum(menu)} bytes; the whole page: ${page.sum(whole)}`);
    expect(menu.some(isArena)).toBe(true);
    expect(page.sum(menu)).toBeLessThanOrEqual(MENU_SCRIPT_BYTES);
    expect(page.sum(whole)).toBeLessThanOrEqual(PAGE_BYTES);
  });

  it("has every part of the engine that the client uses", () => {
    const transpiler = new Bun.Transpiler({ loader: "ts" });
    const users = readSources().filter(({ path, imports }) => {
      const named = imports.some(({ specifier, typeOnly }) => specifier === "phaser" && !typeOnly);
      return named && path.startsWith("client/");
    });
    expect(users.length).toBeGreaterThan(3);
    // Without types, what is left is used at run time.
    const used = users.flatMap(({ path }) =>
      [...transpiler.transformSync(readFileSync(join(ROOT, path), "utf8")).matchAll(/\bPhaser((?:\.\w+)+)/g)].map(
        ([, names]) => ({ path, names: names.slice(1).split(".") }),
      ),
    );
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(({ names }) => !isPart(names))).toEqual([]);
  });
});

function isPart(names: readonly string[]): boolean {
  let part: typeof ENGINE_PARTS | string = ENGINE_PARTS;
  for (const name of names) {
    if (typeof part === "string") return true;
    const next: typeof ENGINE_PARTS | string | undefined = part[name];
    if (next === undefined) return part === ENGINE_PARTS && Object.hasOwn(constants, name);
    part = next;
  }
  return typeof part === "string";
}
