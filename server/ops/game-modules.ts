import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BunPlugin } from "bun";
import { type GameFolder, gameFile } from "../../shared/games.ts";

/** Opens the page of a game of the kit. */
export const KIT_PAGE = "client/kit/page/open.ts";

/** Games by name, as in the table. */
export type Games = { readonly [name: string]: GameFolder };

/** Versions of rules by game. */
export type GameVersions = { readonly [name: string]: number };

/** Finds the pages of games that are bundled apart. */
const APART = "client/dev/pages-apart.ts";

/** The games with a page of their own, in the table's order: a name and the path of `page.ts` each. */
export function gamePages(root: string, games: Games): (readonly [name: string, file: string])[] {
  return Object.entries(games)
    .map(([name, folder]) => [name, resolve(root, gameFile(folder, "client", "page.ts"))] as const)
    .filter(([, file]) => existsSync(file));
}

/**
 * The modules that a page's bundle gets from the table of games, see `client/modules.d.ts`.
 *
 * @param apart games whose page is bundled apart, and named by the document, see `bundleApart`
 */
export function gameModules(root: string, games: Games, apart: ReadonlySet<string> = new Set()): BunPlugin {
  const pages = gamePages(root, games);
  const lobby = Object.values(games)
    .map((folder) => resolve(root, gameFile(folder, "client", "lobby.ts")))
    .find(existsSync);
  const text = JSON.stringify;
  const sources: Readonly<Record<string, () => string>> = {
    home() {
      if (pages.length === 0) return "export const home = null;";
      const [[name, file]] = pages;
      const page = apart.has(name) ? "const page = null;" : `import page from ${text(file)};`;
      return `${page} export const home = { name: ${text(name)}, page };`;
    },
    // The kit's page is loaded from here, too, so that it is not preloaded where the home is another page.
    pages() {
      const rows = pages
        .filter(([name]) => !apart.has(name))
        .map(([name, file]) => `${text(name)}: () => import(${text(file)}),`);
      const kit = `export const kit = () => import(${text(join(root, KIT_PAGE))});`;
      if (apart.size === 0) return `export const pages = { ${rows.join(" ")} }; ${kit}`;
      return `import { pagesApart } from ${text(join(root, APART))};
        export const pages = { ${rows.join(" ")} ...pagesApart() }; ${kit}`;
    },
    lobby: () =>
      lobby === undefined
        ? `export const openLobby = () => Promise.reject(new Error("this server has no lobby"));`
        : `export { openLobby } from ${text(lobby)};`,
  };
  return {
    name: "games",
    setup(build) {
      build.onResolve({ filter: /^orrery:(?:home|pages|lobby)$/ }, ({ path }) => ({
        path: path.slice("orrery:".length),
        namespace: "games",
      }));
      build.onLoad({ filter: /^/, namespace: "games" }, ({ path }) => ({ contents: sources[path](), loader: "js" }));
    },
  };
}
