import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Budgets } from "../budgets/index.ts";
import { type Reader, sendFile } from "../http/download.ts";
import { HttpError, RouterError } from "../http/error.ts";
import { DATA_HEADERS } from "../http/headers.ts";
import { type RouteGroup, route } from "../http/route.ts";
import { isReplayId } from "../journal/layout.ts";
import type { JournalStore } from "../journal/port.ts";
import type { RoundList } from "./round-list.ts";

export interface RoundsParts {
  readonly list: Pick<RoundList, "list">;
  readonly store: Pick<JournalStore, "openReplay">;
  readonly budgets: Budgets;
  readonly report: (error: unknown) => void;
}

/** Packed replays kept in memory, bytes: what is new is asked for by many. */
const KEPT_BYTES = 0x200_0000;
/** Larger ones are sent as they are, bytes. */
const MOST_PACKED_BYTES = 0x100_0000;
/** Replays that wait to be packed; what is asked for beyond them is sent as it is. */
const WAITING = 16;
/** A replay changes when somebody in it is forgotten: copies are asked about each time. */
const ASK_AGAIN = "no-cache";

const pack = promisify(gzip);

/** `/rounds`: a list of `RoundInfo`, newest first; `/rounds/ID`: a replay's bytes. */
export function roundRoutes({ list, store, budgets, report }: RoundsParts): RouteGroup {
  const packed = new PackedReplays();

  async function answer(call: Reader, id: string): Promise<Response> {
    const { request } = call;
    if (!isReplayId(id)) throw noSuchRound();
    const replay = await store.openReplay(id);
    if (replay === null) throw noSuchRound();
    const etag = `"${id}-${stampOf(replay)}"`;
    const headers = { ...DATA_HEADERS, "Cache-Control": ASK_AGAIN, ETag: etag, Vary: "Accept-Encoding" };
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    const type = { ...headers, "Content-Type": "application/octet-stream" };
    if (/\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(request.headers.get("accept-encoding") ?? "")) {
      const small = await packed.get(etag, replay);
      if (small !== null) return sendFile(budgets, call, small, { ...type, "Content-Encoding": "gzip" });
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

/** Another one for other content. */
function stampOf(blob: Blob): string {
  const modifiedMs = "lastModified" in blob ? Number(blob.lastModified) : 0;
  return `${blob.size.toString(36)}-${modifiedMs.toString(36)}`;
}

/** Replays as gzip, packed off the thread of the ticks, one at a time. */
class PackedReplays {
  /** By entity tag, the least recently used first. */
  readonly #kept = new Map<string, Blob>();
  readonly #packing = new Map<string, Promise<Blob | null>>();
  #bytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** null: it is too large, or too many wait. */
  get(tag: string, replay: Blob): Promise<Blob | null> {
    const kept = this.#kept.get(tag);
    if (kept !== undefined) {
      this.#kept.delete(tag);
      this.#kept.set(tag, kept);
      return Promise.resolve(kept);
    }
    let packing = this.#packing.get(tag);
    if (packing === undefined) {
      if (replay.size > MOST_PACKED_BYTES || this.#packing.size >= WAITING) return Promise.resolve(null);
      packing = this.#last.then(() => this.#pack(tag, replay)).finally(() => this.#packing.delete(tag));
      this.#last = packing.catch(() => undefined);
      this.#packing.set(tag, packing);
    }
    return packing;
  }

  async #pack(tag: string, replay: Blob): Promise<Blob | null> {
    const packed = new Blob([new Uint8Array(await pack(new Uint8Array(await replay.arrayBuffer())))]);
    this.#kept.set(tag, packed);
    this.#bytes += packed.size;
    for (const [oldest, { size }] of this.#kept) {
      if (this.#bytes <= KEPT_BYTES) break;
      this.#kept.delete(oldest);
      this.#bytes -= size;
    }
    return packed;
  }
}
