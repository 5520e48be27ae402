import { matchMaker } from "@colyseus/core";
import { ASK_AGAIN, type Asset, FOR_EVER, packAsset, serveAsset } from "../ops/asset.ts";
import { INDEX } from "../ops/page.ts";
import { PAGE_FOLDER } from "./release.ts";
import type { Shelf } from "./shelf.ts";

/** What a room says of itself to those who look for its page: the id of a release; null: it is played on the current page. */
interface Played {
  readonly release?: string | null;
}

/**
 * Pages of the versions that are kept, at `/v/ID/`, and `/play/ROOM`, which leads to the page that plays a room, as it is
 * now. As routes of `Bun.serve`.
 */
export function releaseRoutes(shelf: Shelf) {
  /** By content: versions share what did not change. */
  const packed = new Map<string, Promise<Asset>>();

  async function asset(id: string, path: string): Promise<Asset | null> {
    const file = shelf.get(id)?.files.find((row) => row.path === `${PAGE_FOLDER}${path}`);
    if (file === undefined) return null;
    let found = packed.get(file.hash);
    if (found === undefined) {
      found = packAsset(shelf.read(id, file), file.type, path === INDEX ? ASK_AGAIN : FOR_EVER);
      packed.set(file.hash, found);
    }
    return found;
  }

  async function page(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const [, , id = "", ...rest] = pathname.split("/");
    if (rest.length === 0) return lead(`${pathname}/${search}`);
    const path = rest.join("/");
    const found = await asset(id, path === "" ? INDEX : path);
    return found === null ? new Response("not found", { status: 404 }) : serveAsset(found, request);
  }

  function play(request: Request): Response {
    const { pathname, search } = new URL(request.url);
    const room = matchMaker.getLocalRoomById(pathname.slice("/play/".length)) as Played | undefined;
    const release = room?.release ?? null;
    return lead(`${release === null ? "/" : `/v/${release}/`}${search}`);
  }

  return { "/v/:id": page, "/v/:id/": page, "/v/:id/assets/:name": page, "/play/:room": play } as const;
}

/** For this once: the next match may be played elsewhere. */
function lead(to: string): Response {
  return new Response(null, { status: 302, headers: { location: to, "cache-control": "no-store" } });
}
