import { matchMaker } from "@colyseus/core";
import { RouterError } from "../http/error.ts";
import { type RouteTable, route } from "../http/route.ts";
import { isReplayId } from "../journal/files/journal-paths.ts";
import type { JournalStore } from "../journal/port.ts";
import { type Asset, compressAsset, IMMUTABLE, REVALIDATE, serveAsset } from "../ops/asset.ts";
import { INDEX } from "../ops/page.ts";
import { PAGE_FOLDER } from "./release.ts";
import type { ReleaseStore } from "./release-store.ts";
import type { ReleasedRounds } from "./released-rounds.ts";

/** Bytes of a replay to read for its header. */
const HEADER_BYTES = 0x1_0000;
/** It reads the manifests of all releases. */
const WATCH_COST = 10;

/** A room's `release`: the id of the release whose page plays it; null: the current page. */
interface Played {
  readonly release?: string | null;
}

export interface ReleaseParts {
  readonly shelf: ReleaseStore;
  /** Finds releases of replays that the current page cannot show. */
  readonly rounds: Pick<ReleasedRounds, "releaseOf">;
  readonly store: Pick<JournalStore, "openReplay">;
  /** Prefix of the server's paths in browsers: "" or `/PATH`. Default: "". */
  readonly basePath?: string;
}

/**
 * Pages of kept releases, at `/v/ID/`. `/play/ROOM` redirects to the page that plays a room now, `/watch/REPLAY` to the
 * one that shows a replay.
 */
export function releaseRoutes({ shelf, rounds, store, basePath = "" }: ReleaseParts): RouteTable {
  /** By content hash: versions share unchanged files. */
  const packed = new Map<string, Promise<Asset>>();

  /** Temporary redirect: the next match may need another page. */
  function redirect(to: string): Response {
    return new Response(null, { status: 302, headers: { location: basePath + to, "cache-control": "no-store" } });
  }

  async function asset(id: string, path: string): Promise<Asset | null> {
    const file = shelf.get(id)?.files.find((row) => row.path === `${PAGE_FOLDER}${path}`);
    if (file === undefined) return null;
    let found = packed.get(file.hash);
    if (found === undefined) {
      found = shelf
        .load(id, file)
        .then((bytes) => compressAsset(bytes, file.type, path === INDEX ? REVALIDATE : IMMUTABLE));
      packed.set(file.hash, found);
      // Retry later: a damaged file may be repaired.
      found.catch(() => packed.delete(file.hash));
    }
    return found;
  }

  async function page(request: Request, { pathname, search }: URL): Promise<Response> {
    const [, , id = "", ...rest] = pathname.split("/");
    if (rest.length === 0) return redirect(`${pathname}/${search}`);
    const path = rest.join("/");
    // A damaged file counts as missing.
    const found = await asset(id, path === "" ? INDEX : path).catch(() => null);
    if (found === null) throw new RouterError("notFound", "not found");
    return serveAsset(found, request);
  }

  function play({ pathname, search }: URL): Response {
    const room = matchMaker.getLocalRoomById(pathname.slice("/play/".length)) as Played | undefined;
    const release = room?.release ?? null;
    return redirect(`${pathOf(release)}${search}`);
  }

  async function watch({ pathname, searchParams }: URL): Promise<Response> {
    const id = pathname.slice("/watch/".length);
    const replay = isReplayId(id) ? await store.openReplay(id) : null;
    searchParams.set("replay", id);
    return redirect(`${pathOf(replay === null ? null : await releaseIdOf(replay))}?${searchParams}`);
  }

  /** The current page reports what is wrong with an invalid replay. */
  async function releaseIdOf(replay: Blob): Promise<string | null> {
    try {
      const start = new Uint8Array(await replay.slice(0, HEADER_BYTES).arrayBuffer());
      return rounds.releaseOf(start)?.id ?? null;
    } catch {
      return null;
    }
  }

  const pageRoute = route({ right: "everyone", query: "ignored", answer: ({ request, url }) => page(request, url) });
  return {
    "/v/:id": { GET: pageRoute },
    "/v/:id/": { GET: pageRoute },
    "/v/:id/assets/:name": { GET: pageRoute },
    "/play/:room": { GET: route({ right: "everyone", query: "ignored", answer: ({ url }) => play(url) }) },
    "/watch/:replay": {
      GET: route({ right: "everyone", cost: WATCH_COST, query: "ignored", answer: ({ url }) => watch(url) }),
    },
  };
}

function pathOf(release: string | null): string {
  return release === null ? "/" : `/v/${release}/`;
}
