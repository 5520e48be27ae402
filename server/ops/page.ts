import { basename, join, resolve } from "node:path";
import { GAMES } from "../../shared/games.ts";
import { RouterError } from "../http/error.ts";
import { type RouteTable, route } from "../http/route.ts";
import { type Asset, compressAsset, IMMUTABLE, type PackAsset, REVALIDATE, serveAsset } from "./asset.ts";
import { trimmedEngine } from "./engine.ts";
import { type Games, gameModules, gamePages } from "./game-modules.ts";
import { indexWithPreloads, withGamePreloads } from "./preloads.ts";

/** A bundled file of a page. */
export interface PageFile {
  /** Path in the page's folder: `index.html`, or `assets/NAME`, where NAME contains a content hash. */
  readonly path: string;
  /** MIME type. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Absolute path of the module that is loaded as this script, if it is one that is not loaded with another. */
  readonly module?: string;
}

export const INDEX = "index.html";
const ASSETS = "assets/";
const ROOT = join(import.meta.dirname, "..", "..");

export interface Page {
  readonly routes: RouteTable;
  /** Rejects with the bundler's errors. */
  readonly built: Promise<readonly PageFile[]>;
}

/** Packed files by request path. */
export type PackedPage = ReadonlyMap<string, Asset>;

export interface BundleOptions {
  /** Path of the page. */
  readonly html: string;
  readonly games: Games;
  /** Games whose page is bundled apart, see `gameModules`. Default: none. */
  readonly apart?: ReadonlySet<string>;
  /** Default: true. */
  readonly minify?: boolean;
}

/**
 * Bundles an HTML page with its scripts and styles while the server starts; early requests wait for it. The page refers
 * to its files by relative paths, so it works at any path that ends with a slash.
 *
 * A game whose page cannot be bundled is left out.
 *
 * @param html path of the page; it is served at `/`, and at `/games/NAME` for each game
 */
export function buildPage(html: string, games: Games = GAMES): Page {
  const built = bundleWithGames({ html, games });
  const packed = built.then((files) => packPage(files));
  packed.catch(() => undefined);
  return { routes: pageRoutes(games, () => packed), built };
}

/** @param packed called for each request */
export function pageRoutes(games: Games, packed: () => Promise<PackedPage>): RouteTable {
  const GET = route({
    right: "everyone",
    query: "ignored",
    async answer({ url, request }) {
      const asset = (await packed()).get(url.pathname);
      if (asset === undefined) throw new RouterError("notFound", "not found");
      return serveAsset(asset, request);
    },
  });
  const game = route({
    right: "everyone",
    query: "ignored",
    async answer({ url, request }) {
      const name = url.pathname.slice("/games/".length);
      const asset = Object.hasOwn(games, name) ? (await packed()).get(GAME_INDEX) : undefined;
      if (asset === undefined) throw new RouterError("notFound", "not found");
      return serveAsset(asset, request);
    },
  });
  return { "/": { GET }, [`/${ASSETS}:name`]: { GET }, "/games/:name": { GET: game } };
}

/** Like {@link bundlePage}, without the games whose page cannot be bundled. */
export async function bundleWithGames(options: BundleOptions): Promise<readonly PageFile[]> {
  const { games } = options;
  try {
    return await bundlePage(options);
  } catch (error) {
    const faulty: string[] = [];
    for (const [name, file] of gamePages(ROOT, games)) {
      try {
        await Bun.build({ entrypoints: [file], target: "browser", throw: true });
      } catch (reason) {
        console.error(`orrery: the page of the game ${name} cannot be bundled, and is left out`, reason);
        faulty.push(name);
      }
    }
    if (faulty.length === 0) throw error;
    const others = Object.fromEntries(Object.entries(games).filter(([name]) => !faulty.includes(name)));
    return bundlePage({ ...options, games: others });
  }
}

/** Rejects with the bundler's errors. */
export async function bundlePage({
  html,
  games,
  apart = new Set(),
  minify = true,
}: BundleOptions): Promise<readonly PageFile[]> {
  // Scripts refer to each other relative to themselves, and the page relative to itself.
  const file = `${ASSETS}[name]-[hash].[ext]`;
  const naming = { entry: "[name].[ext]", chunk: file, asset: file };
  const { outputs, metafile } = await Bun.build({
    entrypoints: [html],
    minify,
    target: "browser",
    format: "esm",
    splitting: true,
    naming,
    metafile: true,
    plugins: [trimmedEngine, gameModules(ROOT, games, apart)],
  });
  const made = metafile?.outputs ?? {};
  return Promise.all(
    outputs.map(async (output): Promise<PageFile> => {
      const bytes = new Uint8Array(await output.arrayBuffer());
      if (basename(output.path) === basename(html))
        return { path: INDEX, type: output.type, bytes: indexWithPreloads(bytes, made) };
      const module = made[output.path]?.entryPoint;
      const path = `${ASSETS}${basename(output.path)}`;
      return { path, type: output.type, bytes, ...(module !== undefined && { module: resolve(module) }) };
    }),
  );
}

/** The key of the page as it is served at `/games/NAME`: its files are a folder up. */
const GAME_INDEX = "/games/";

/** The page as it is served in a folder of the server. @param index as bundled */
export function indexBelow(index: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(withGamePreloads(new TextDecoder().decode(index)).replaceAll('"./', '"../'));
}

/** @param pack makes an asset of each file. Default: it compresses them */
export async function packPage(files: readonly PageFile[], pack: PackAsset = compressAsset): Promise<PackedPage> {
  const assets = new Map<string, Asset>();
  const index = files.find(({ path }) => path === INDEX);
  if (index !== undefined) assets.set(GAME_INDEX, await pack(indexBelow(index.bytes), index.type, REVALIDATE));
  for (const { path, type, bytes } of files)
    assets.set(path === INDEX ? "/" : `/${path}`, await pack(bytes, type, path === INDEX ? REVALIDATE : IMMUTABLE));
  return assets;
}
