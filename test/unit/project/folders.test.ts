import { basename, dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { readSources } from "../../harness/sources.ts";

/** The node of a file: its folder. Files directly in `server/` join the folders, so each is a node of its own. */
const nodeOf = (path: string) => (dirname(path) === "server" ? path : dirname(path));
/** A folder's `index.ts` may join the folders below it. */
const isOwnIndex = (from: string, to: string) =>
  basename(from) === "index.ts" && dirname(to).startsWith(`${dirname(from)}/`);

type Import = readonly [from: string, to: string];

/** One import for each way from a node to another. */
function waysBetween(imports: readonly Import[]): ReadonlyMap<string, ReadonlyMap<string, Import>> {
  const ways = new Map<string, Map<string, Import>>();
  for (const [from, to] of imports) {
    if (nodeOf(from) === nodeOf(to) || isOwnIndex(from, to)) continue;
    const out = ways.get(nodeOf(from)) ?? new Map<string, Import>();
    ways.set(nodeOf(from), out);
    if (!out.has(nodeOf(to))) out.set(nodeOf(to), [from, to]);
  }
  return ways;
}

/** Circles of nodes, each as the imports that make it. */
function circlesIn(imports: readonly Import[]): string[] {
  const ways = waysBetween(imports);
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

describe("folders of the server", () => {
  it("are found to import in a circle, also by types and over several", () => {
    expect(
      circlesIn([
        ["server/a/x.ts", "server/b/y.ts"],
        ["server/b/z.ts", "server/c/y.ts"],
        ["server/c/y.ts", "server/a/other.ts"],
      ]),
    ).toEqual(["server/a/x.ts → server/b/y.ts, server/b/z.ts → server/c/y.ts, server/c/y.ts → server/a/other.ts"]);
    expect(
      circlesIn([
        ["server/a/index.ts", "server/a/b/x.ts"],
        ["server/a/b/x.ts", "server/a/port.ts"],
        ["server/a/port.ts", "server/clock.ts"],
      ]),
    ).toEqual([]);
  });

  it("never import each other in a circle, not even types", () => {
    const imports = readSources(["server"]).flatMap(({ path, imports }) =>
      imports.flatMap(({ target }): Import[] => (target?.startsWith("server/") ? [[path, target]] : [])),
    );
    expect(imports.length).toBeGreaterThan(500);
    expect(circlesIn(imports)).toEqual([]);
  });
});
