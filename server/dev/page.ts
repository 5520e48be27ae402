import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { GameTable } from "../../shared/games.ts";
import { type RouteTable, route } from "../http/route.ts";
import { plainAsset, REVALIDATE, serveAsset } from "../ops/asset.ts";
import { bundleWithGames, INDEX, type PackedPage, type PageFile, packPage, pageRoutes } from "../ops/page.ts";
import { bundleApart, type GamePageSource, namingGames } from "./bundle-apart.ts";

const CLIENT = join(import.meta.dirname, "..", "..", "client");
/** The script that a page in development has beside its own. */
const SCRIPT_PATH = "/development/page.js";

/** A build of the page. */
export interface PageBuild {
  /** A hash of its files. */
  readonly id: string;
  readonly files: readonly PageFile[];
}

/**
 * The page in development. Pages of games that are changed without a new start are scripts of their own, each built anew at
 * a save; browsers keep the rest. Requests wait for a build that is under way.
 */
export class DevelopmentPage {
  readonly routes: RouteTable;
  readonly #table: GameTable;
  /** All but the pages of games that are bundled apart; these by name. */
  #rest: readonly PageFile[] = [];
  readonly #games = new Map<string, PageFile>();
  /** Files of earlier builds, too: open pages load some of theirs late. */
  #packed: Promise<PackedPage>;
  readonly #started = Promise.withResolvers<PackedPage>();

  constructor(table: GameTable) {
    this.#table = table;
    this.#packed = this.#started.promise;
    const script = bundleScript();
    this.routes = {
      ...pageRoutes(table, () => this.#packed),
      [SCRIPT_PATH]: {
        GET: route({
          right: "everyone",
          query: "ignored",
          answer: async ({ request }) => serveAsset(await script, request),
        }),
      },
    };
  }

  /**
   * Builds all. Rejects with the bundler's errors, except for a game's page, which is left out.
   *
   * @param games those to bundle apart, by name
   */
  async start(
    games: ReadonlyMap<string, GamePageSource>,
    onFault: (game: string, error: unknown) => void,
  ): Promise<PageBuild> {
    try {
      const apart = new Set(games.keys());
      const html = join(CLIENT, INDEX);
      this.#rest = await bundleWithGames({ html, games: this.#table, apart, minify: false });
      for (const [name, source] of games)
        await this.#bundle(name, source).then(
          (page) => this.#put(name, page),
          (error) => onFault(name, error),
        );
      const build = this.#build();
      this.#started.resolve(await packed(build));
      return build;
    } catch (error) {
      this.#started.reject(error);
      throw error;
    }
  }

  /** A game's page as it is now; null: the game has none. Rejects with the bundler's errors. */
  async bundle(name: string, source: GamePageSource): Promise<PageFile | null> {
    await this.#started.promise;
    return this.#bundle(name, source);
  }

  async #bundle(name: string, source: GamePageSource): Promise<PageFile | null> {
    return existsSync(source.file) ? bundleApart(name, source, this.#rest) : null;
  }

  /**
   * Serves a game's page in place of the one before once its rules are played; if they cannot be, the one before. Returns the
   * build, for which requests wait from now on.
   */
  serve(name: string, page: PageFile | null, played: Promise<unknown>): PageBuild {
    const [before, pageBefore] = [this.#packed, this.#games.get(name) ?? null];
    this.#put(name, page);
    const build = this.#build();
    this.#packed = played.then(
      async () => new Map([...(await before), ...(await packed(build))]),
      () => {
        this.#put(name, pageBefore);
        return before;
      },
    );
    return build;
  }

  #put(name: string, page: PageFile | null): void {
    if (page !== null) this.#games.set(name, page);
    else this.#games.delete(name);
  }

  #build(): PageBuild {
    const files = this.#rest.map((file) =>
      file.path === INDEX ? withHtml(file, (html) => namingGames(html, this.#games)) : file,
    );
    const index = files.find(({ path }) => path === INDEX);
    // It names all others by their content.
    const id = createHash("sha256")
      .update(index?.bytes ?? "")
      .digest("hex")
      .slice(0, 16);
    return { id, files: [...files, ...this.#games.values()] };
  }
}

function packed({ id, files }: PageBuild): Promise<PackedPage> {
  const tag = `<script type="module" src="${SCRIPT_PATH}?build=${id}"></script></head>`;
  const served = files.map((file) =>
    file.path === INDEX ? withHtml(file, (html) => html.replace("</head>", tag)) : file,
  );
  return packPage(served, plainAsset);
}

function withHtml(file: PageFile, change: (html: string) => string): PageFile {
  return { ...file, bytes: new TextEncoder().encode(change(new TextDecoder().decode(file.bytes))) };
}

async function bundleScript() {
  const { outputs } = await Bun.build({
    entrypoints: [join(CLIENT, "dev", "page.ts")],
    target: "browser",
    minify: true,
  });
  return plainAsset(new Uint8Array(await outputs[0].arrayBuffer()), "text/javascript", REVALIDATE);
}
