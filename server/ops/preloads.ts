import type { BuildMetafile } from "bun";
import { KIT_PAGE } from "./game-modules.ts";

type Outputs = BuildMetafile["outputs"];

/** In the page of the server itself: preloads, and those of games' pages, which do nothing there. */
const [HOME, GAME] = ['<link rel="modulepreload" ', '<link data-rel="modulepreload" '];

/** Adds preloads to a page for all scripts that its script will import, to avoid sequential requests. */
export function indexWithPreloads(index: Uint8Array, outputs: Outputs): Uint8Array<ArrayBuffer> {
  const [own = ""] = Object.keys(outputs).filter((path) => path.endsWith(".js") && isOf(outputs[path], ".html"));
  const later = importsOf(outputs, own, "dynamic-import");
  // Of the page's own script, games need what it gets from the table of games.
  const forGames = Object.keys(outputs).filter(
    (path) => isOf(outputs[path], KIT_PAGE) || (later.includes(path) && /^games:/.test(outputs[path].entryPoint ?? "")),
  );
  const links = (tag: string, paths: readonly string[]) =>
    [...withImports(outputs, paths)]
      .filter((path) => path !== own)
      .map((path) => `${tag}crossorigin href="${path}">`)
      .join("");
  const html = new TextDecoder().decode(index);
  return new TextEncoder().encode(html.replace("</head>", `${links(HOME, later)}${links(GAME, forGames)}</head>`));
}

/** A page with preloads for games, in place of those for the page of the server itself. */
export function withGamePreloads(html: string): string {
  return html.replace(/<link rel="modulepreload"[^>]*>/g, "").replaceAll(GAME, HOME);
}

function isOf({ entryPoint = "" }: Outputs[string], end: string): boolean {
  return entryPoint.endsWith(end);
}

function importsOf(outputs: Outputs, path: string, kind: string): readonly string[] {
  return (outputs[path]?.imports ?? []).filter((of) => of.kind === kind).map((of) => of.path);
}

/** Scripts, and all that they cannot run without. */
function withImports(outputs: Outputs, paths: readonly string[], found = new Set<string>()): ReadonlySet<string> {
  for (const path of paths) {
    if (found.has(path)) continue;
    found.add(path);
    withImports(outputs, importsOf(outputs, path, "import-statement"), found);
  }
  return found;
}
