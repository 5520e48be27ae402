import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { LRUCache } from "lru-cache";
import type { Budgets } from "../budgets/index.ts";
import { type Download, sendFile } from "../http/download.ts";
import { HttpError, RouterError } from "../http/error.ts";
import { DATA_HEADERS } from "../http/headers.ts";
import { type RouteGroup, route } from "../http/route.ts";
import { isReplayId } from "../journal/files/journal-paths.ts";
import type { JournalStore } from "../journal/port.ts";
import type { RoundList } from "./round-list.ts";

export interface RoundRoutesOptions {
  readonly list: Pick<RoundList, "list">;
  readonly store: Pick<JournalStore, "openReplay">;
  readonly budgets: Budgets;
  readonly report: (error: unknown) => void;
}

/** Size of the cache of packed replays, bytes: many ask for the newest ones. */
const CACHE_BYTES = 0x200_0000;
/** Larger replays are sent uncompressed, bytes. */
const MAX_PACK_BYTES = 0x100_0000;
/** Maximum number of replays waiting to be packed; others are sent uncompressed. */
const MAX_WAITING = 16;
/** Revalidate cached copies: erasing a player changes a replay. */
const ASK_AGAIN = "no-cache";

const pack = promisify(gzip);

/** `/rounds`: a list of `RoundInfo`, newest first; `/rounds/ID`: a replay's bytes. */
export function roundRoutes({ list, store, budgets, report }: RoundRoutesOptions): RouteGroup {
  const packed = new PackedReplays();

  async function answer(call: Download, id: string): Promise<Response> {
    const { request } = call;
    if (!isReplayId(id)) throw noSuchRound();
    const replay = await store.openReplay(id);
    if (replay === null) throw noSuchRound();
    const etag = `"${id}-${contentStamp(replay)}"`;
    const headers = { ...DATA_HEADERS, "Cache-Control": ASK_AGAIN, ETag: etag, Vary: "Accept-Encoding" };
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    const type = { ...headers, "Content-Type": "application/octet-stream" };
    if (/\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(request.headers.get("accept-encoding") ?? "")) {
      const compressed = await packed.get(etag, replay);
      if (compressed !== null) return sendFile(budgets, call, compressed, { ...type, "Content-Encoding": "gzip" });
    }
    return sendFile(budgets, call, replay, type);
  }

  return {
    explain(error) {
      if (error instanceof HttpError) return error;
      report(error);
      return new RouterError("unavailable", "the rounds cannot be read now");
    },
    table: {
      "/rounds": { GET: route({ right: "everyone", answer: () => list.list() }) },
      "/rounds/:id": {
        GET: route({
          right: "everyone",
          cost: 20,
          answer: (call) => answer(call, call.params.id),
        }),
      },
    },
  };
}

const noSuchRound = (): HttpError => new RouterError("notFound", "no such round");

/** A value that changes with the content. */
function contentStamp(blob: Blob): string {
  const modifiedMs = "lastModified" in blob ? Number(blob.lastModified) : 0;
  return `${blob.size.toString(36)}-${modifiedMs.toString(36)}`;
}

/** Compresses replays with gzip, off the main thread, one at a time. */
class PackedReplays {
  /** By entity tag. */
  readonly #cache = new LRUCache<string, Blob>({ maxSize: CACHE_BYTES, sizeCalculation: ({ size }) => size || 1 });
  readonly #packing = new Map<string, Promise<Blob | null>>();
  #last: Promise<unknown> = Promise.resolve();

  /** The compressed replay; null: it is too large, or too many are waiting. */
  get(tag: string, replay: Blob): Promise<Blob | null> {
    const cached = this.#cache.get(tag);
    if (cached !== undefined) return Promise.resolve(cached);
    let packing = this.#packing.get(tag);
    if (packing === undefined) {
      if (replay.size > MAX_PACK_BYTES || this.#packing.size >= MAX_WAITING) return Promise.resolve(null);
      packing = this.#last.then(() => this.#pack(tag, replay)).finally(() => this.#packing.delete(tag));
      this.#last = packing.catch(() => undefined);
      this.#packing.set(tag, packing);
    }
    return packing;
  }

  async #pack(tag: string, replay: Blob): Promise<Blob | null> {
    const packed = new Blob([new Uint8Array(await pack(new Uint8Array(await replay.arrayBuffer())))]);
    this.#cache.set(tag, packed);
    return packed;
  }
}
