import { matchMaker } from "@colyseus/core";
import { askRoom } from "../colyseus/ask-room.ts";
import { RouterError } from "../http/error.ts";
import { type RouteTable, route } from "../http/route.ts";
import { isReplayId } from "../journal/files/journal-paths.ts";
import type { JournalStore } from "../journal/port.ts";
import { type Asset, compressAsset, IMMUTABLE, REVALIDATE, serveAsset } from "../ops/asset.ts";
import { INDEX, indexBelow } from "../ops/page.ts";
import { PAGE_FOLDER, type Release } from "./release.ts";
import type { ReleaseStore } from "./release-store.ts";
import type { ReleasedRounds } from "./released-rounds.ts";

/** Bytes of a replay to read for its header. */
const HEADER_BYTES = 0x1_0000;
/** It reads the manifests of all releases. */
const WATCH_COST = 10;

export interface ReleaseRoutesOptions {
  readonly shelf: ReleaseStore;
  /** Finds releases of replays that the current page cannot show. */
  readonly rounds: Pick<ReleasedRounds, "releaseOf" | "gameOf">;
  /** Path of the page of a game, by name of its room type. */
  readonly pageOf: (game: string) => string;
  readonly store: Pick<JournalStore, "openReplay">;
  /** Prefix of the server's paths in browsers: "" or `/PATH`. Default: "". */
  readonly basePath?: string;
}

/**
 * Pages of kept releases, at `/v/ID/`. `/play/ROOM` redirects to the page that plays a room now, `/watch/REPLAY` to the
 * one that shows a replay.
 */
export function releaseRoutes({ shelf, rounds, store, pageOf, basePath = "" }: ReleaseRoutesOptions): RouteTable {
  /** By content hash, and where the page is served: versions share unchanged files. */
  const packed = new Map<string, Promise<Asset>>();

  /** Temporary redirect: the next match may need another page. */
  function redirect(to: string): Response {
    return new Response(null, { status: 302, headers: { location: basePath + to, "cache-control": "no-store" } });
  }

  async function asset(id: string, path: string, isBelow = false): Promise<Asset | null> {
    const file = shelf.get(id)?.files.find((row) => row.path === `${PAGE_FOLDER}${path}`);
    if (file === undefined) return null;
    const key = `${file.hash}${isBelow ? "/games" : ""}`;
    let found = packed.get(key);
    if (found === undefined) {
      const cache = path === INDEX ? REVALIDATE : IMMUTABLE;
      found = shelf
        .load(id, file)
        .then((bytes) => compressAsset(isBelow ? indexBelow(bytes) : bytes, file.type, cache));
      packed.set(key, found);
      // Retry later: a damaged file may be repaired.
      found.catch(() => packed.delete(key));
    }
    return found;
  }

  async function page(request: Request, { pathname, search }: URL): Promise<Response> {
    const [, , id = "", ...rest] = pathname.split("/");
    if (rest.length === 0) return redirect(`${pathname}/${search}`);
    const path = rest.join("/");
    // One page plays all games.
    const isGame = path.startsWith("games/");
    // A damaged file counts as missing.
    const found = await asset(id, path === "" || isGame ? INDEX : path, isGame).catch(() => null);
    if (found === null) throw new RouterError("notFound", "not found");
    return serveAsset(found, request);
  }

  async function play({ pathname, search }: URL): Promise<Response> {
    const roomId = pathname.slice("/play/".length);
    const [room] = await matchMaker.query({ roomId });
    if (room === undefined) return redirect(`/${search}`);
    const release = shelf.get(room.name);
    if (release === null) return redirect(`${pathIn(null, room.name)}${search}`);
    // A room whose rounds are over is played by the current page.
    const isPlayed = typeof (await askRoom(roomId, "release")) === "string";
    return redirect(`${pathIn(isPlayed ? release : null, release.room)}${search}`);
  }

  async function watch({ pathname, searchParams }: URL): Promise<Response> {
    const id = pathname.slice("/watch/".length);
    const replay = isReplayId(id) ? await store.openReplay(id) : null;
    searchParams.set("replay", id);
    return redirect(`${replay === null ? "/" : await pathOfReplay(replay)}?${searchParams}`);
  }

  /** The current page reports what is wrong with an invalid replay. */
  async function pathOfReplay(replay: Blob): Promise<string> {
    try {
      const start = new Uint8Array(await replay.slice(0, HEADER_BYTES).arrayBuffer());
      const release = rounds.releaseOf(start);
      const game = release?.room ?? rounds.gameOf(start);
      return game === null ? "/" : pathIn(release, game);
    } catch {
      return "/";
    }
  }

  /** Path of a game's page, of a release or the current one. */
  function pathIn(release: Release | null, game: string): string {
    const page = pageOf(game);
    return release === null ? page : `/v/${release.id}${page}`;
  }

  const pageRoute = route({ right: "everyone", query: "ignored", answer: ({ request, url }) => page(request, url) });
  return {
    "/v/:id": { GET: pageRoute },
    "/v/:id/": { GET: pageRoute },
    "/v/:id/assets/:name": { GET: pageRoute },
    "/v/:id/games/:name": { GET: pageRoute },
    "/play/:room": { GET: route({ right: "everyone", query: "ignored", answer: ({ url }) => play(url) }) },
    "/watch/:replay": {
      GET: route({ right: "everyone", cost: WATCH_COST, query: "ignored", answer: ({ url }) => watch(url) }),
    },
  };
}
