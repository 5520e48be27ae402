import { basename, join } from "node:path";
import { GAMES } from "../../shared/games.ts";
import { RouterError } from "../http/error.ts";
import { type RouteTable, route } from "../http/route.ts";
import { type Asset, compressAsset, IMMUTABLE, type PackAsset, REVALIDATE, serveAsset } from "./asset.ts";
import { trimmedEngine } from "./engine.ts";
import { type Games, type GameVersions, gameModules, gamePages } from "./game-modules.ts";

/** A bundled file of a page. */
export interface PageFile {
  /** Path in the page's folder: `index.html`, or `assets/NAME`, where NAME contains a content hash. */
  readonly path: string;
  /** MIME type. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
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
  /** Versions of games' rules that differ from the source's, see `DEVELOPMENT_VERSIONS`. Default: none. */
  readonly versions?: GameVersions;
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
  versions = {},
  minify = true,
}: BundleOptions): Promise<readonly PageFile[]> {
  // Scripts refer to each other relative to themselves, and the page relative to itself.
  const file = `${ASSETS}[name]-[hash].[ext]`;
  const naming = { entry: "[name].[ext]", chunk: file, asset: file };
  const { outputs } = await Bun.build({
    entrypoints: [html],
    minify,
    target: "browser",
    format: "esm",
    splitting: true,
    naming,
    plugins: [trimmedEngine, gameModules(ROOT, games, versions)],
  });
  const files = await Promise.all(
    outputs.map(async (output) => ({
      path: basename(output.path) === basename(html) ? INDEX : `${ASSETS}${basename(output.path)}`,
      type: output.type,
      bytes: new Uint8Array(await output.arrayBuffer()),
    })),
  );
  return files.map((made) => (made.path === INDEX ? { ...made, bytes: withPreloads(made, files) } : made));
}

/** Adds preloads to the page for all scripts that its script will import, to avoid sequential requests. */
function withPreloads(index: PageFile, files: readonly PageFile[]): Uint8Array<ArrayBuffer> {
  const scripts = new Map(files.filter(({ path }) => path.endsWith(".js")).map((file) => [file.path, textOf(file)]));
  const matches = (source: string, names: RegExp) => [...source.matchAll(names)].map(([, name]) => `${ASSETS}${name}`);
  const html = textOf(index);
  const own = matches(html, /src="\.\/assets\/([\w-]+\.js)"/g);
  const later = own.flatMap((path) => matches(scripts.get(path) ?? "", /\bimport\("\.\/([\w-]+\.js)"\)/g));
  const needed = later.flatMap((path) => matches(scripts.get(path) ?? "", /(?:from|import)"\.\/([\w-]+\.js)"/g));
  const preloads = new Set([...later, ...needed].filter((path) => !own.includes(path)));
  const links = [...preloads].map((path) => `<link rel="modulepreload" crossorigin href="./${path}">`);
  return new TextEncoder().encode(html.replace("</head>", `${links.join("")}</head>`));
}

function textOf({ bytes }: PageFile): string {
  return new TextDecoder().decode(bytes);
}

/** The key of the page as it is served at `/games/NAME`: its files are a folder up. */
const GAME_INDEX = "/games/";

/** The page as it is served in a folder of the server. @param index as bundled */
export function indexBelow(index: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const html = new TextDecoder().decode(index);
  // The preloads are for the page of the server itself.
  return new TextEncoder().encode(html.replace(/<link rel="modulepreload"[^>]*>/g, "").replaceAll('"./', '"../'));
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
