import { basename, dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { readSources } from "../../harness/sources.ts";

const TREES = ["shared", "server", "client", "examples", "cli", "test/harness"];

type Import = readonly [from: string, to: string];
/** The two nodes that an import joins; null where it joins none. */
type Join = (found: Import) => readonly [from: string, to: string] | null;

/** A folder's `index.ts` may join the folders below it. */
const isOwnIndex = ([from, to]: Import) => basename(from) === "index.ts" && dirname(to).startsWith(`${dirname(from)}/`);

/** The node of a file: its folder, without those below. Files directly in a tree join its folders: each is its own node. */
const nodeOf = (path: string) => (TREES.includes(dirname(path)) ? path : dirname(path));
const byFolder: Join = (found) => (isOwnIndex(found) ? null : [nodeOf(found[0]), nodeOf(found[1])]);

/** Two folders side by side, each with all below it. Files beside them join them. */
const sideBySide: Join = ([from, to]) => {
  const [left, right] = [from.split("/"), to.split("/")];
  const parted = left.findIndex((name, i) => name !== right[i]);
  if (parted === left.length - 1 || parted === right.length - 1) return null;
  return [left.slice(0, parted + 1).join("/"), right.slice(0, parted + 1).join("/")];
};

/** One import for each way from a node to another. */
function waysBetween(imports: readonly Import[], join: Join): ReadonlyMap<string, ReadonlyMap<string, Import>> {
  const ways = new Map<string, Map<string, Import>>();
  for (const found of imports) {
    const [from, to] = join(found) ?? [];
    if (from === undefined || to === undefined || from === to) continue;
    const out = ways.get(from) ?? new Map<string, Import>();
    ways.set(from, out);
    if (!out.has(to)) out.set(to, found);
  }
  return ways;
}

/** Circles of nodes, each as the imports that make it. */
function circlesIn(imports: readonly Import[], join: Join): string[] {
  const ways = waysBetween(imports, join);
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[], steps: readonly Import[]) => {
    if (path.includes(node))
      circles.push(
        steps
          .slice(path.indexOf(node))
          .map((step) => step.join(" → "))
          .join(", "),
      );
    if (done.has(node) || path.includes(node)) return;
    for (const [next, step] of ways.get(node) ?? []) visit(next, [...path, node], [...steps, step]);
    done.add(node);
  };
  for (const node of ways.keys()) visit(node, [], []);
  return circles;
}

describe("folders", () => {
  it("are found to import in a circle, also by types and over several", () => {
    expect(
      circlesIn(
        [
          ["server/a/x.ts", "server/b/y.ts"],
          ["server/b/z.ts", "server/c/y.ts"],
          ["server/c/y.ts", "server/a/other.ts"],
        ],
        byFolder,
      ),
    ).toEqual(["server/a/x.ts → server/b/y.ts, server/b/z.ts → server/c/y.ts, server/c/y.ts → server/a/other.ts"]);
    expect(
      circlesIn(
        [
          ["server/a/index.ts", "server/a/b/x.ts"],
          ["server/a/b/x.ts", "server/a/port.ts"],
          ["server/a/port.ts", "server/clock.ts"],
        ],
        byFolder,
      ),
    ).toEqual([]);
  });

  it("are found to import in a circle through folders below them", () => {
    const imports: Import[] = [
      ["client/a/b/x.ts", "client/c/y.ts"],
      ["client/c/z.ts", "client/a/d/w.ts"],
      ["client/a/join.ts", "client/a/b/x.ts"],
    ];
    expect(circlesIn(imports, byFolder)).toEqual([]);
    expect(circlesIn(imports, sideBySide)).toEqual([
      "client/a/b/x.ts → client/c/y.ts, client/c/z.ts → client/a/d/w.ts",
    ]);
  });

  const sources = readSources(TREES);
  const importsWithin = (tree: string) =>
    sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ target }): Import[] =>
        path.startsWith(`${tree}/`) && target?.startsWith(`${tree}/`) ? [[path, target]] : [],
      ),
    );

  it.each(TREES)("of %s never import each other in a circle, not even types", (tree) => {
    const imports = importsWithin(tree);
    expect(imports.length).toBeGreaterThan(0);
    expect(circlesIn(imports, byFolder)).toEqual([]);
    expect(circlesIn(imports, sideBySide)).toEqual([]);
  });
});
