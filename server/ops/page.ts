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
  return Promise.all(
    outputs.map(async (output) => ({
      path: basename(output.path) === basename(html) ? INDEX : `${ASSETS}${basename(output.path)}`,
      type: output.type,
      bytes: new Uint8Array(await output.arrayBuffer()),
    })),
  );
}

/** By the path that a browser asks for. */
async function pack(files: readonly PageFile[]): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const { path, type, bytes } of files)
    assets.set(path === INDEX ? "/" : `/${path}`, await packAsset(bytes, type, path === INDEX ? ASK_AGAIN : FOR_EVER));
  return assets;
}
