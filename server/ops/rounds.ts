import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { isReplayId } from "../journal/layout.ts";
import type { JournalStore } from "../journal/port.ts";
import { DATA_HEADERS } from "../transport/headers.ts";
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

/** `/rounds`: a list of `RoundInfo`, newest first; `/rounds/ID`: a replay's bytes. As routes of `Bun.serve`. */
export function roundRoutes({ list, store, report }: RoundsParts) {
  const packed = new PackedReplays(store);

  async function safely(answer: () => Promise<Response>): Promise<Response> {
    try {
      return await answer();
    } catch (error) {
      report(error);
      return problem(503, "the rounds cannot be read now");
    }
  }

  async function replay(request: Request, id: string): Promise<Response> {
    if (!isReplayId(id)) return problem(404, "no such round");
    const etag = `"${id}"`;
    const headers = { ...DATA_HEADERS, "Cache-Control": FOR_EVER, ETag: etag, Vary: "Accept-Encoding" };
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    const type = { ...headers, "Content-Type": "application/octet-stream" };
    if (/\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(request.headers.get("accept-encoding") ?? "")) {
      const bytes = await packed.get(id);
      if (bytes !== null) return new Response(bytes, { headers: { ...type, "Content-Encoding": "gzip" } });
    }
    const bytes = await store.readReplay(id);
    return bytes === null ? problem(404, "no such round") : new Response(new Uint8Array(bytes), { headers: type });
  }

  return {
    "/rounds": {
      GET: () => safely(async () => Response.json(await list.list(), { headers: DATA_HEADERS })),
    },
    "/rounds/:id": {
      GET: (request: Request) => safely(() => replay(request, new URL(request.url).pathname.slice("/rounds/".length))),
    },
  } as const;
}

function problem(code: number, error: string): Response {
  return Response.json({ code, error }, { status: code, headers: DATA_HEADERS });
}

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
