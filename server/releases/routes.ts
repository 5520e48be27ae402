import { matchMaker } from "@colyseus/core";
import { RouterError } from "../http/error.ts";
import { type RouteTable, route } from "../http/route.ts";
import { isReplayId } from "../journal/layout.ts";
import type { JournalStore } from "../journal/port.ts";
import { ASK_AGAIN, type Asset, FOR_EVER, packAsset, serveAsset } from "../ops/asset.ts";
import { INDEX } from "../ops/page.ts";
import { PAGE_FOLDER } from "./release.ts";
import type { Rounds } from "./rounds.ts";
import type { Shelf } from "./shelf.ts";

/** Of a replay, which begins with what it was recorded by. */
const HEADER_BYTES = 0x1_0000;
/** Manifests of all releases are read. */
const WATCH_COST = 10;

/** What a room says of itself to those who look for its page: the id of a release; null: it is played on the current page. */
interface Played {
  readonly release?: string | null;
}

export interface ReleaseParts {
  readonly shelf: Shelf;
  /** Those of replays that the current page does not show. */
  readonly rounds: Pick<Rounds, "releaseOf">;
  readonly store: Pick<JournalStore, "openReplay">;
  /** Where the server's own paths begin, as browsers see them: "" or `/PATH`. Default: "". */
  readonly basePath?: string;
}

/**
 * Pages of the versions that are kept, at `/v/ID/`; `/play/ROOM` leads to the page that plays a room as it is now, and
 * `/watch/REPLAY` to the one that shows a replay.
 */
export function releaseRoutes({ shelf, rounds, store, basePath = "" }: ReleaseParts): RouteTable {
  /** By content: versions share what did not change. */
  const packed = new Map<string, Promise<Asset>>();

  /** For this once: the next match may be played elsewhere. */
  function lead(to: string): Response {
    return new Response(null, { status: 302, headers: { location: basePath + to, "cache-control": "no-store" } });
  }

  async function asset(id: string, path: string): Promise<Asset | null> {
    const file = shelf.get(id)?.files.find((row) => row.path === `${PAGE_FOLDER}${path}`);
    if (file === undefined) return null;
    let found = packed.get(file.hash);
    if (found === undefined) {
      found = shelf.load(id, file).then((bytes) => packAsset(bytes, file.type, path === INDEX ? ASK_AGAIN : FOR_EVER));
      packed.set(file.hash, found);
      // What is damaged may be mended.
      found.catch(() => packed.delete(file.hash));
    }
    return found;
  }

  async function page(request: Request, { pathname, search }: URL): Promise<Response> {
    const [, , id = "", ...rest] = pathname.split("/");
    if (rest.length === 0) return lead(`${pathname}/${search}`);
    const path = rest.join("/");
    // What is damaged is as good as gone.
    const found = await asset(id, path === "" ? INDEX : path).catch(() => null);
    if (found === null) throw new RouterError("notFound", "not found");
    return serveAsset(found, request);
  }

  function play({ pathname, search }: URL): Response {
    const room = matchMaker.getLocalRoomById(pathname.slice("/play/".length)) as Played | undefined;
    const release = room?.release ?? null;
    return lead(`${pathOf(release)}${search}`);
  }

  async function watch({ pathname, searchParams }: URL): Promise<Response> {
    const id = pathname.slice("/watch/".length);
    const replay = isReplayId(id) ? await store.openReplay(id) : null;
    searchParams.set("replay", id);
    return lead(`${pathOf(replay === null ? null : await releaseIdOf(replay))}?${searchParams}`);
  }

  /** What is no replay is for the current page to tell of. */
  async function releaseIdOf(replay: Blob): Promise<string | null> {
    try {
      const start = new Uint8Array(await replay.slice(0, HEADER_BYTES).arrayBuffer());
      return rounds.releaseOf(start)?.id ?? null;
    } catch {
      return null;
    }
  }

  const ofRelease = route({ right: "everyone", query: "ignored", answer: ({ request, url }) => page(request, url) });
  return {
    "/v/:id": { GET: ofRelease },
    "/v/:id/": { GET: ofRelease },
    "/v/:id/assets/:name": { GET: ofRelease },
    "/play/:room": { GET: route({ right: "everyone", query: "ignored", answer: ({ url }) => play(url) }) },
    "/watch/:replay": {
      GET: route({ right: "everyone", cost: WATCH_COST, query: "ignored", answer: ({ url }) => watch(url) }),
    },
  };
}

function pathOf(release: string | null): string {
  return release === null ? "/" : `/v/${release}/`;
}
