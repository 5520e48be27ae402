import { basename } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Good for 1.8 MB of script in a tenth of a second; higher levels take seconds at every start. */
const BROTLI_QUALITY = 5;

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly cache: string;
  readonly bodies: Readonly<Record<"br" | "gzip" | "identity", Uint8Array<ArrayBuffer>>>;
}

/**
 * Bundles an HTML page with its scripts and styles, and gives a route for each file: compressed once, and cached by
 * browsers under names that hold a hash of the content. Throws `AggregateError` with what the bundler found wrong.
 *
 * @param html path of the page; it is served at `/`
 */
export async function buildPage(html: string): Promise<Record<string, (request: Request) => Response>> {
  const built = await Bun.build({ entrypoints: [html], minify: true, target: "browser", publicPath: "/" });
  const routes: Record<string, (request: Request) => Response> = {};
  for (const output of built.outputs) {
    const isPage = basename(output.path) === basename(html);
    const asset: Asset = {
      path: isPage ? "/" : `/${basename(output.path)}`,
      type: output.type,
      cache: isPage ? "no-cache" : "public, max-age=31536000, immutable",
      bodies: compress(new Uint8Array(await output.arrayBuffer())),
    };
    routes[asset.path] = (request) => serve(asset, request);
  }
  return routes;
}

function compress(identity: Uint8Array<ArrayBuffer>): Asset["bodies"] {
  return {
    identity,
    gzip: new Uint8Array(gzipSync(identity)),
    br: new Uint8Array(brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })),
  };
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
