import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Compresses 1.8 MB of script in a tenth of a second; higher levels take seconds at every start. */
const BROTLI_QUALITY = 5;

/** A compressed file for browsers. */
export interface Asset {
  readonly type: string;
  readonly cache: string;
  readonly bodies: {
    readonly identity: Uint8Array<ArrayBuffer>;
    readonly gzip?: Uint8Array<ArrayBuffer>;
    readonly br?: Uint8Array<ArrayBuffer>;
  };
}

/** Makes an asset of a file. @param type MIME type @param cache value of `Cache-Control` */
export type PackAsset = (identity: Uint8Array<ArrayBuffer>, type: string, cache: string) => Promise<Asset>;

/** For files whose name stays the same: revalidate each time. */
export const REVALIDATE = "no-cache";
/** For files with a content hash in their name. */
export const IMMUTABLE = "public, max-age=31536000, immutable";

/** Compresses in other threads, because rooms are already running. */
export async function compressAsset(
  identity: Uint8Array<ArrayBuffer>,
  type: string,
  cache: string,
): Promise<Asset & { readonly bodies: Required<Asset["bodies"]> }> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  const [packed, brotli] = await Promise.all([
    promisify(gzip)(identity),
    promisify(brotliCompress)(identity, { params }),
  ]);
  return { type, cache, bodies: { identity, gzip: new Uint8Array(packed), br: new Uint8Array(brotli) } };
}

/** For files that change often: compressing them takes longer than sending them. */
export async function plainAsset(identity: Uint8Array<ArrayBuffer>, type: string, cache: string): Promise<Asset> {
  return { type, cache, bodies: { identity } };
}

export function serveAsset({ type, cache, bodies }: Asset, request: Request): Response {
  const accepted = request.headers.get("accept-encoding") ?? "";
  const encoding = (["br", "gzip"] as const).find(
    (name) => bodies[name] !== undefined && new RegExp(`\\b${name}\\b(?!;q=0(?:\\.0*)?(?:,|$))`).test(accepted),
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
