import { basename } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Good for 1.8 MB of script in a tenth of a second; higher levels take seconds at every start. */
const BROTLI_QUALITY = 5;

interface Asset {
  readonly type: string;
  readonly cache: string;
  readonly bodies: Readonly<Record<"br" | "gzip" | "identity", Uint8Array<ArrayBuffer>>>;
}

/** Where scripts and styles are, under names that hold a hash of their content. */
const ASSETS = "/assets/";

export interface Page {
  readonly routes: Record<string, (request: Request) => Promise<Response>>;
  /** Rejects with what the bundler found wrong. */
  readonly built: Promise<unknown>;
}

/**
 * Bundles an HTML page with its scripts and styles while the server starts: whoever asks before it is done waits for it.
 * Each file is compressed once.
 *
 * @param html path of the page; it is served at `/`
 */
export function buildPage(html: string): Page {
  const built = bundle(html);
  const route = async (request: Request) => {
    const asset = (await built).get(new URL(request.url).pathname);
    return asset === undefined ? new Response("not found", { status: 404 }) : serve(asset, request);
  };
  return { routes: { "/": route, [`${ASSETS}:name`]: route }, built };
}

/** The files by path. */
async function bundle(html: string): Promise<Map<string, Asset>> {
  const { outputs } = await Bun.build({ entrypoints: [html], minify: true, target: "browser", publicPath: ASSETS });
  const assets = new Map<string, Asset>();
  for (const output of outputs) {
    const isPage = basename(output.path) === basename(html);
    assets.set(isPage ? "/" : `${ASSETS}${basename(output.path)}`, {
      type: output.type,
      cache: isPage ? "no-cache" : "public, max-age=31536000, immutable",
      bodies: await compress(new Uint8Array(await output.arrayBuffer())),
    });
  }
  return assets;
}

/** In other threads, because rooms tick already. */
async function compress(identity: Uint8Array<ArrayBuffer>): Promise<Asset["bodies"]> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  const [packed, brotli] = await Promise.all([
    promisify(gzip)(identity),
    promisify(brotliCompress)(identity, { params }),
  ]);
  return { identity, gzip: new Uint8Array(packed), br: new Uint8Array(brotli) };
}

function serve({ type, cache, bodies }: Asset, request: Request): Response {
  const accepted = request.headers.get("accept-encoding") ?? "";
  const encoding = (["br", "gzip"] as const).find((name) =>
    new RegExp(`\\b${name}\\b(?!;q=0(?:\\.0*)?(?:,|$))`).test(accepted),
  );
  return new Response(bodies[encoding ?? "identity"], {
    headers: {
      "content-type": type,
      "cache-control": cache,
      vary: "accept-encoding",
      "x-content-type-options": "nosniff",
      ...(encoding !== undefined && { "content-encoding": encoding }),
    },
  });
}
