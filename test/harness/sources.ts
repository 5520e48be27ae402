import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

export interface Import {
  /** As written: "./x.ts", "phaser", "node:fs". */
  readonly specifier: string;
  /** Path from the root for relative imports, else null. */
  readonly target: string | null;
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface Source {
  /** Path from the root, with "/". */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

function* walk(folder: string): Generator<string> {
  for (const name of readdirSync(folder).sort()) {
    if (name === "node_modules" || name.startsWith(".")) continue;
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* walk(path);
    else yield path;
  }
}

const STATEMENT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;
const ALL_TYPES = /^\s*(?:import|export)\s*\{\s*(?:type\s+[\w$]+(?:\s+as\s+[\w$]+)?\s*,?\s*)+\}\s*from/;

/** What this package gives to others by a name of its own: "orrery/kit". */
const { name: PACKAGE, exports: EXPORTS } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly default: string }>>;
};

function targetOf(path: string, specifier: string): string | null {
  const own = specifier.startsWith(`${PACKAGE}/`) ? EXPORTS[specifier.replace(PACKAGE, ".")]?.default : undefined;
  if (own !== undefined) return own.slice("./".length);
  if (!specifier.startsWith(".")) return null;
  return relative(ROOT, join(ROOT, dirname(path), specifier)).replaceAll("\\", "/");
}

function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  for (const match of text.matchAll(STATEMENT)) {
    const specifier = match[2] ?? match[3];
    const target = targetOf(path, specifier);
    const typeOnly = match[1] !== undefined || ALL_TYPES.test(match[0].replace(/^\n/, ""));
    found.push({
      specifier,
      target,
      typeOnly,
      line: text.slice(0, match.index).split("\n").length + (match[0].startsWith("\n") ? 1 : 0),
    });
  }
  return found;
}

/** Every source file below the named folders, with its imports. */
export function readSources(folders = ["shared", "server", "client", "test"], pattern = /\.(ts|mjs)$/): Source[] {
  return folders.flatMap((folder) =>
    [...walk(join(ROOT, folder))]
      .filter((file) => pattern.test(file))
      .map((file) => {
        const path = relative(ROOT, file).replaceAll("\\", "/");
        const text = readFileSync(file, "utf8");
        return { path, text, lines: text.split("\n").length, imports: importsOf(path, text) };
      }),
  );
}
