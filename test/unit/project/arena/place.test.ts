import { expect, it } from "vitest";
import { readSources, type Source } from "../../../harness/sources.ts";

/** In a folder of the game's name lie its rules, its server, its page, its tests and what only these use. */
const isArena = (path: string) => path.includes("/arena/");
/** Calls with the room's name, and its path in addresses. */
const JOINS = /\(\s*["'`]arena["'`]|\/matchmake\/\w+\/arena\b/;

const sources = new Map(readSources(["test", "examples"]).map((source) => [source.path, source]));

/** Tests and harness outside the arena's folders, with all files of tests that they import. */
function othersTests(): Source[] {
  const found = new Set<Source>();
  const visit = (source: Source | undefined): void => {
    if (source === undefined || isArena(source.path) || found.has(source)) return;
    found.add(source);
    for (const { target } of source.imports) visit(sources.get(target ?? ""));
  };
  for (const source of sources.values())
    if (source.path.endsWith(".test.ts") || source.path.startsWith("test/harness/")) visit(source);
  return [...found];
}

it("D13: nothing but the arena's tests imports the arena, however far, or joins its room", () => {
  const others = othersTests();
  expect(others.length).toBeGreaterThan(150);
  const imports = others.flatMap(({ path, imports }) =>
    imports.filter(({ target }) => isArena(target ?? "")).map(({ line, specifier }) => `${path}:${line} ${specifier}`),
  );
  const joins = others.filter(({ text }) => JOINS.test(text)).map(({ path }) => `${path} joins the arena`);
  expect([...imports, ...joins]).toEqual([]);
});
