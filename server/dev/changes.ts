import { type RouteTable, route } from "../http/route.ts";
import type { GameVersions } from "../ops/game-modules.ts";

/** Sent to open pages. */
export interface PageNews {
  /** The page's build: pages of another one load themselves anew. */
  readonly build: string;
  /** Why the newest save is not played; null: it is. */
  readonly problem: string | null;
}

/** D8: further pages get the first news alone. */
const MAX_PAGES = 256;

/** Tells open pages what there is to load, and tools the versions of the rules. */
export class Changes {
  readonly routes: RouteTable;
  readonly #pages = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #news: PageNews = { build: "", problem: null };

  /** @param versions as in `BundleOptions` */
  constructor(versions: () => GameVersions) {
    this.routes = {
      "/development/changes": {
        GET: route({ right: "everyone", stream: true, answer: ({ idle }) => this.#open(idle) }),
      },
      "/development/versions": { GET: route({ right: "everyone", answer: () => versions() }) },
    };
  }

  publish(news: PageNews): void {
    this.#news = news;
    for (const page of this.#pages) page.enqueue(asEvent(news));
  }

  close(): void {
    for (const page of this.#pages) page.close();
    this.#pages.clear();
  }

  #open(idle: (seconds: number) => void): Response {
    idle(0);
    let page: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        page = controller;
        if (this.#pages.size < MAX_PAGES) this.#pages.add(page);
        page.enqueue(asEvent(this.#news));
      },
      cancel: () => {
        this.#pages.delete(page);
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" } });
  }
}

function asEvent(news: PageNews): Uint8Array {
  return new TextEncoder().encode(`retry: 200\ndata: ${JSON.stringify(news)}\n\n`);
}
