import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { compressAsset, REVALIDATE } from "../../server/ops/asset.ts";
import { ENGINE_PARTS, ENGINE_SOURCES } from "../../server/ops/engine.ts";
import { buildPage, INDEX, type PageFile } from "../../server/ops/page.ts";
import { ROOT, readSources } from "../harness/sources.ts";

/** As served, bytes: what stands between an address and a menu that works, and all that is loaded to fly. */
const MENU_SCRIPT_BYTES = 200_000;
const PAGE_BYTES = 400_000;
/** All that is loaded for the page of a game of the kit, and of that what is the game's own. */
const GAME_PAGE_BYTES = 200_000;
const GAME_BYTES = 10_000;

const constants = createRequire(import.meta.url)(join(ENGINE_SOURCES, "const.js")) as object;

const isScript = ({ path }: PageFile) => path.endsWith(".js");
const text = ({ bytes }: PageFile) => new TextDecoder().decode(bytes);

/** How the page names its files, and how its scripts import others; a list of what they load ahead is no import. */
const IN_PAGE = /["'](?:\.\/)?(?:assets\/)?([\w-]+\.(?:js|css))["']/g;
const IN_SCRIPT = /(?:\bfrom|\bimport)\s*\(?\s*["']\.\/([\w-]+\.js)["']/g;
const STATIC = /(?:\bfrom|\bimport)\s*["']\.\/([\w-]+\.js)["']/g;

describe("the page", () => {
  let files: readonly PageFile[] = [];
  const served = new Map<string, number>();
  const sum = (some: readonly PageFile[]) => some.reduce((bytes, { path }) => bytes + (served.get(path) ?? 0), 0);
  const namedBy = (file: PageFile, names: RegExp) => {
    const found = new Set([...text(file).matchAll(names)].map(([, name]) => `assets/${name}`));
    return files.filter(({ path }) => found.has(path));
  };
  const named = (file: PageFile) => namedBy(file, isScript(file) ? IN_SCRIPT : IN_PAGE);
  const isEngine = (file: PageFile) => isScript(file) && /Phaser/.test(text(file));

  beforeAll(async () => {
    files = await buildPage(join(ROOT, "client", INDEX)).built;
    for (const { path, bytes, type } of files)
      served.set(path, (await compressAsset(bytes, type, REVALIDATE)).bodies.br.length);
  });

  /** What is loaded from the page on, without what `stops` at. */
  function reached(stops: (file: PageFile) => boolean): Set<PageFile> {
    const found = new Set<PageFile>();
    const visit = (file: PageFile) => {
      if (found.has(file) || stops(file)) return;
      found.add(file);
      for (const next of named(file)) visit(next);
    };
    visit(files.find(({ path }) => path === INDEX) as PageFile);
    return found;
  }

  it("has the engine in one file, which no script imports before it runs", () => {
    const engine = files.filter(isEngine);
    expect(engine).toHaveLength(1);
    const name = engine[0].path.replace("assets/", "");
    const importers = files.filter((file) => isScript(file) && text(file).includes(name));
    expect(importers.length).toBeGreaterThan(0);
    for (const file of importers) expect(text(file)).not.toMatch(new RegExp(`(?:from|import)\\s*["']\\./${name}`));
  });

  it("loads all of its files, and those of the menu without the engine", () => {
    expect(reached(() => false).size).toBe(files.length);
    expect([...reached(isEngine)].filter(isScript).length).toBeGreaterThan(1);
  });

  it("has what its script imports later fetched from the start, and the engine not before it is asked for", () => {
    const index = text(files.find(({ path }) => path === INDEX) as PageFile);
    const preloaded = [...index.matchAll(/rel="modulepreload" crossorigin href="\.\/([^"]+)"/g)].map(
      ([, path]) => path,
    );
    expect(preloaded).toContainEqual(expect.stringMatching(/^assets\/online-/));
    const found = preloaded.map((path) => files.find((file) => file.path === path));
    expect(found.map((file) => file !== undefined && !isEngine(file))).toEqual(preloaded.map(() => true));
  });

  const isNamed = (name: string) => (file: PageFile) => file.path.startsWith(`assets/${name}-`);
  const [isKit, isGame, isArena] = [isNamed("open"), isNamed("page"), isNamed("online")];

  it(`has at most ${MENU_SCRIPT_BYTES} bytes of script without the engine, and ${PAGE_BYTES} in all, as served`, () => {
    const isOther = (file: PageFile) => isKit(file) || isGame(file);
    const menu = [...reached((file) => isOther(file) || isEngine(file))].filter(isScript);
    const page = [...reached(isOther)];
    console.log(`script without the engine: ${sum(menu)} bytes; the whole page: ${sum(page)}`);
    expect(menu.some(isArena)).toBe(true);
    expect(sum(menu)).toBeLessThanOrEqual(MENU_SCRIPT_BYTES);
    expect(sum(page)).toBeLessThanOrEqual(PAGE_BYTES);
  });

  /** A file and the scripts that it cannot run without. */
  function needed(file: PageFile, found = new Set<PageFile>()): Set<PageFile> {
    found.add(file);
    for (const next of namedBy(file, STATIC)) if (!found.has(next)) needed(next, found);
    return found;
  }

  it(`has at most ${GAME_PAGE_BYTES} bytes for a game of the kit, and ${GAME_BYTES} of the game's own, as served`, () => {
    const index = files.filter(({ path }) => path === INDEX || path.endsWith(".css"));
    const entry = named(index.find(({ path }) => path === INDEX) as PageFile).filter((file) => !isArena(file));
    const page = new Set([...index, ...[...entry, ...files.filter(isKit)].flatMap((file) => [...needed(file)])]);
    const games = files.filter(isGame);
    console.log(`the page of a game of the kit: ${sum([...page])} bytes; games: ${games.map((file) => sum([file]))}`);
    expect([...page].some(isKit)).toBe(true);
    expect([...page].some(isEngine)).toBe(false);
    expect(sum([...page])).toBeLessThanOrEqual(GAME_PAGE_BYTES);
    for (const file of games) expect(sum([file])).toBeLessThanOrEqual(GAME_BYTES);
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
