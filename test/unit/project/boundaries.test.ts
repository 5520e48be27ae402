import { describe, expect, it } from "vitest";
import { type Import, readSources, type Source } from "../../harness/sources.ts";

const sources = readSources();

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

const BOUNDARIES: readonly Boundary[] = [
  {
    rule: "shared imports nothing of server or client",
    from: under("shared"),
    refuses: to("server", "client", "test"),
  },
  {
    rule: "D1: shared, but for shared/wire, imports no package and nothing of the platform",
    from: (path) => under("shared")(path) && !under("shared/wire")(path),
    refuses: (found) => found.target === null,
  },
  {
    rule: "shared, but for shared/wire, never imports wire",
    from: (path) => under("shared")(path) && !under("shared/wire")(path),
    refuses: to("shared/wire"),
  },
  {
    rule: "server never imports client",
    from: under("server"),
    refuses: to("client"),
  },
  { rule: "client never imports server", from: under("client"), refuses: to("server") },
  { rule: "product code never imports tests", from: under("server", "client", "shared"), refuses: to("test") },
  {
    rule: "client/net, client/bots and client/arena never import Phaser",
    from: under("client/net", "client/bots", "client/arena"),
    refuses: named("phaser"),
  },
  {
    rule: "clockwork, journal, outbox, replication, spectate, transport, kit and client/net never import a game or the lobby",
    from: under(
      ...["server/clockwork", "server/journal", "server/outbox", "server/replication", "server/spectate"],
      ...["server/transport", "client/net", "server/kit", "shared/wire/kit"],
    ),
    refuses: to(
      ...["shared/arena", "shared/wire/arena.ts", "server/rooms", "shared/lobby"],
      ...["shared/wire/lobby.ts", "shared/wire/lobby-command.ts", "shared/wire/lobby-wire.ts"],
    ),
  },
  { rule: "the arena never imports the lobby", from: under("shared/arena"), refuses: to("shared/lobby") },
  { rule: "the lobby never imports the arena", from: under("shared/lobby"), refuses: to("shared/arena") },
];

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
});
