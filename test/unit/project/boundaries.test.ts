import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Import, ROOT, readSources, type Source } from "../../harness/sources.ts";

const sources = readSources(["shared", "server", "client", "examples", "cli", "test"]);

const under =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

interface Boundary {
  readonly rule: string;
  readonly from: (path: string) => boolean;
  readonly refuses: (to: Import, from: Source) => boolean;
}

const to =
  (...folders: string[]) =>
  (found: Import) =>
    found.target !== null && under(...folders)(found.target);
const named = (name: string) => (found: Import) => found.specifier === name || found.specifier.startsWith(`${name}/`);

/** Wire formats: the one part of `shared/` that may import `@colyseus/schema`. */
const isWire = (path: string) => /^shared\/(?:wire|games\/[^/]+\/wire)\//.test(path);
const isGame = (path: string) => /^(?:(?:shared|server|client)\/games|examples\/[^/]+)\//.test(path);

const BOUNDARIES: readonly Boundary[] = [
  {
    rule: "shared imports nothing of server or client",
    from: under("shared"),
    refuses: to("server", "client", "test"),
  },
  {
    rule: "D1: shared, but for wire formats, imports no package and nothing of the platform",
    from: (path) => under("shared")(path) && !isWire(path),
    refuses: (found) => found.target === null,
  },
  {
    rule: "shared, but for wire formats, never imports wire formats",
    from: (path) => under("shared")(path) && !isWire(path),
    refuses: (found) => found.target !== null && isWire(found.target),
  },
  {
    rule: "server never imports client",
    from: under("server"),
    refuses: to("client"),
  },
  { rule: "client never imports server", from: under("client"), refuses: to("server") },
  {
    rule: "product code never imports tests",
    from: under("server", "client", "shared", "examples", "cli"),
    refuses: to("test"),
  },
  {
    rule: "an example imports its own files, and of the rest what the package exports",
    from: (path) => isGame(path) && under("examples")(path),
    refuses: (found, from) =>
      !/^orrery\/(?:kit|server|client|testing)$/.test(found.specifier) &&
      dirname(found.target ?? "") !== dirname(from.path),
  },
  {
    rule: "nothing but tests imports the program",
    from: under("server", "client", "shared", "examples"),
    refuses: to("cli"),
  },
  {
    rule: "client/net, client/kit, client/bots and games' models and bots never import Phaser",
    from: (path) =>
      under("client/net", "client/kit", "client/bots")(path) || /^client\/games\/\w+\/(?:model|bots)\//.test(path),
    refuses: named("phaser"),
  },
  {
    rule: "D13: on the server, nothing but a game's own folder imports a game",
    from: (path) => under("server", "shared")(path) && !isGame(path),
    refuses: (found) => found.target !== null && isGame(found.target),
  },
  {
    rule: "D13: in the client, nothing but a game's own folder imports a game",
    from: (path) => under("client")(path) && !isGame(path),
    refuses: (found) => found.target !== null && isGame(found.target),
  },
  {
    rule: "a game never imports another's folder",
    from: isGame,
    refuses: (found, from) =>
      found.target !== null && isGame(found.target) && gameOf(found.target) !== gameOf(from.path),
  },
];

const gameOf = (path: string) => path.split("/")[under("examples")(path) ? 1 : 2];

describe("import boundaries", () => {
  it("reads imports of every kind", () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(
      sources.find((s) => s.path === "shared/table.ts")?.imports.map((i) => [i.target, i.typeOnly]),
    ).toContainEqual(["shared/codec/bytes.ts", true]);
  });

  it.each(BOUNDARIES)("$rule", ({ from, refuses }) => {
    const broken = sources
      .filter((s) => from(s.path))
      .flatMap((s) => s.imports.filter((i) => refuses(i, s)).map((i) => `${s.path}:${i.line} imports ${i.specifier}`));
    expect(broken).toEqual([]);
  });

  it("has no circle of run-time imports", () => {
    const edges = new Map(
      sources.map((s) => [
        s.path,
        s.imports.filter((i) => !i.typeOnly && i.target !== null).map((i) => i.target as string),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: string[]) => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of edges.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  it("has no source file past 500 lines", () => {
    const long = sources.filter((s) => s.lines > 500).map((s) => `${s.path}: ${s.lines} lines`);
    expect(long).toEqual([]);
  });

  it("has no style sheet past 300 lines", () => {
    const folder = join(ROOT, "client", "style");
    const lines = (name: string) => readFileSync(join(folder, name), "utf8").split("\n").length - 1;
    const sheets = readdirSync(folder).map((name) => ({ name, lines: lines(name) }));
    expect(sheets.length).toBeGreaterThan(10);
    expect(sheets.filter((sheet) => sheet.lines > 300)).toEqual([]);
  });
});
