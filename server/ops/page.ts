import { basename } from "node:path";
import { RouterError } from "../http/error.ts";
import { type RouteTable, route } from "../http/route.ts";
import { ASK_AGAIN, type Asset, FOR_EVER, packAsset, serveAsset } from "./asset.ts";
import { trimmedEngine } from "./engine.ts";

/** A file of a page as the bundler made it. */
export interface PageFile {
  /** From the page's own folder: `index.html`, or `assets/NAME`, where NAME holds a hash of the content. */
  readonly path: string;
  /** MIME type. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const INDEX = "index.html";
const ASSETS = "assets/";

export interface Page {
  readonly routes: RouteTable;
  /** Rejects with what the bundler found wrong. */
  readonly built: Promise<readonly PageFile[]>;
}

/**
 * Bundles an HTML page with its scripts and styles while the server starts: whoever asks before it is done waits for it.
 * The page names its files relative to itself, so that it can be served at any path that ends with a slash.
 *
 * @param html path of the page; it is served at `/`
 */
export function buildPage(html: string): Page {
  const built = bundle(html);
  const packed = built.then(pack);
  packed.catch(() => undefined);
  const GET = route({
    right: "everyone",
    query: "ignored",
    async answer({ url, request }) {
      const asset = (await packed).get(url.pathname);
      if (asset === undefined) throw new RouterError("notFound", "not found");
      return serveAsset(asset, request);
    },
  });
  return { routes: { "/": { GET }, [`/${ASSETS}:name`]: { GET } }, built };
}

async function bundle(html: string): Promise<readonly PageFile[]> {
  // Scripts name each other relative to themselves, and the page relative to itself.
  const file = `${ASSETS}[name]-[hash].[ext]`;
  const naming = { entry: "[name].[ext]", chunk: file, asset: file };
  const { outputs } = await Bun.build({
    ...{ entrypoints: [html], minify: true, target: "browser", format: "esm", splitting: true, naming },
    plugins: [trimmedEngine],
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

/** The page with what its script will import: fetched from the start, so that nothing is asked for twice in a row. */
function withPreloads(index: PageFile, files: readonly PageFile[]): Uint8Array<ArrayBuffer> {
  const scripts = new Map(files.filter(({ path }) => path.endsWith(".js")).map((file) => [file.path, textOf(file)]));
  const named = (source: string, names: RegExp) => [...source.matchAll(names)].map(([, name]) => `${ASSETS}${name}`);
  const html = textOf(index);
  const own = named(html, /src="\.\/assets\/([\w-]+\.js)"/g);
  const later = own.flatMap((path) => named(scripts.get(path) ?? "", /\bimport\("\.\/([\w-]+\.js)"\)/g));
  const needed = later.flatMap((path) => named(scripts.get(path) ?? "", /(?:from|import)"\.\/([\w-]+\.js)"/g));
  const preloads = new Set([...later, ...needed].filter((path) => !own.includes(path)));
  const links = [...preloads].map((path) => `<link rel="modulepreload" crossorigin href="./${path}">`);
  return new TextEncoder().encode(html.replace("</head>", `${links.join("")}</head>`));
}

function textOf({ bytes }: PageFile): string {
  return new TextDecoder().decode(bytes);
}

/** By the path that a browser asks for. */
async function pack(files: readonly PageFile[]): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const { path, type, bytes } of files)
    assets.set(path === INDEX ? "/" : `/${path}`, await packAsset(bytes, type, path === INDEX ? ASK_AGAIN : FOR_EVER));
  return assets;
}
