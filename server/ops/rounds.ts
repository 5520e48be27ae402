import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { HttpError, RouterError } from "../http/error.ts";
import { DATA_HEADERS } from "../http/headers.ts";
import { type RouteGroup, route } from "../http/route.ts";
import { isReplayId } from "../journal/layout.ts";
import type { JournalStore } from "../journal/port.ts";
import type { RoundList } from "./round-list.ts";

export interface RoundsParts {
  readonly list: Pick<RoundList, "list">;
  readonly store: Pick<JournalStore, "readReplay">;
  readonly report: (error: unknown) => void;
}

/** Packed replays kept in memory, bytes: what is new is asked for by many. */
const KEPT_BYTES = 0x200_0000;
/** Larger ones are sent as they are, bytes. */
const MOST_PACKED_BYTES = 0x400_0000;
/** A replay never changes; its id is never used again. */
const FOR_EVER = "public, max-age=31536000, immutable";

const pack = promisify(gzip);

/** `/rounds`: a list of `RoundInfo`, newest first; `/rounds/ID`: a replay's bytes. */
export function roundRoutes({ list, store, report }: RoundsParts): RouteGroup {
  const packed = new PackedReplays(store);

  async function replay(request: Request, id: string): Promise<Response> {
    if (!isReplayId(id)) throw noSuchRound();
    const etag = `"${id}"`;
    const headers = { ...DATA_HEADERS, "Cache-Control": FOR_EVER, ETag: etag, Vary: "Accept-Encoding" };
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    const type = { ...headers, "Content-Type": "application/octet-stream" };
    if (/\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(request.headers.get("accept-encoding") ?? "")) {
      const bytes = await packed.get(id);
      if (bytes !== null) return new Response(bytes, { headers: { ...type, "Content-Encoding": "gzip" } });
    }
    const bytes = await store.readReplay(id);
    if (bytes === null) throw noSuchRound();
    return new Response(new Uint8Array(bytes), { headers: type });
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
          answer: ({ request, params }) => replay(request, params.id),
        }),
      },
    },
  };
}

const noSuchRound = (): HttpError => new RouterError("notFound", "no such round");

/** Replays as gzip, packed off the thread of the ticks, one at a time. */
class PackedReplays {
  readonly #store: Pick<JournalStore, "readReplay">;
  /** The least recently used first. */
  readonly #kept = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #packing = new Map<string, Promise<Uint8Array<ArrayBuffer> | null>>();
  #bytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: Pick<JournalStore, "readReplay">) {
    this.#store = store;
  }

  /** null: there is none, or it is too large. */
  get(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) {
      this.#kept.delete(id);
      this.#kept.set(id, kept);
      return Promise.resolve(kept);
    }
    let packing = this.#packing.get(id);
    if (packing === undefined) {
      packing = this.#last.then(() => this.#pack(id)).finally(() => this.#packing.delete(id));
      this.#last = packing.catch(() => undefined);
      this.#packing.set(id, packing);
    }
    return packing;
  }

  async #pack(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.#store.readReplay(id);
    if (bytes === null || bytes.length > MOST_PACKED_BYTES) return null;
    const packed = new Uint8Array(await pack(bytes));
    this.#kept.set(id, packed);
    this.#bytes += packed.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= KEPT_BYTES) break;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
    return packed;
  }
}
