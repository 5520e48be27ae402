import { createHash } from "node:crypto";
import { join } from "node:path";
import type { GameTable } from "../../shared/games.ts";
import { type RouteTable, route } from "../http/route.ts";
import { plainAsset, REVALIDATE, serveAsset } from "../ops/asset.ts";
import type { GameVersions } from "../ops/game-modules.ts";
import { bundlePage, INDEX, type PackedPage, type PageFile, packPage, pageRoutes } from "../ops/page.ts";

const CLIENT = join(import.meta.dirname, "..", "..", "client");
/** The script that a page in development has beside its own. */
const SCRIPT_PATH = "/development/page.js";

/** A build of the page. */
export interface PageBuild {
  /** A hash of its files. */
  readonly id: string;
  readonly files: readonly PageFile[];
}

/** The page in development: built anew at each change. Requests wait for a build that is under way. */
export class DevelopmentPage {
  readonly routes: RouteTable;
  readonly #games: GameTable;
  /** Files of earlier builds, too: open pages load some of theirs late. */
  #packed: Promise<PackedPage> = Promise.resolve(new Map());

  constructor(games: GameTable) {
    this.#games = games;
    const script = bundleScript();
    this.routes = {
      ...pageRoutes(games, () => this.#packed),
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
   * Rejects with the bundler's errors, and where there are no versions; then the build before is served.
   *
   * @param bundle default: it rejects where a game's page cannot be bundled
   */
  async build(versions: Promise<GameVersions>, bundle = bundlePage): Promise<PageBuild> {
    const before = this.#packed;
    const built = versions.then((known) => this.#build(known, bundle));
    this.#packed = Promise.all([before, built])
      .then(
        async ([earlier, { id, files }]) =>
          new Map([...earlier, ...(await packPage(withScript(files, id), plainAsset))]),
      )
      .catch(() => before);
    const build = await built;
    await this.#packed;
    return build;
  }

  async #build(versions: GameVersions, bundle: typeof bundlePage): Promise<PageBuild> {
    const files = await bundle({ html: join(CLIENT, INDEX), games: this.#games, versions, minify: false });
    const hash = createHash("sha256");
    for (const { path, bytes } of files) hash.update(path).update(bytes);
    return { id: hash.digest("hex").slice(0, 16), files };
  }
}

async function bundleScript() {
  const { outputs } = await Bun.build({
    entrypoints: [join(CLIENT, "dev", "page.ts")],
    target: "browser",
    minify: true,
  });
  return plainAsset(new Uint8Array(await outputs[0].arrayBuffer()), "text/javascript", REVALIDATE);
}

function withScript(files: readonly PageFile[], id: string): readonly PageFile[] {
  const tag = `<script type="module" src="${SCRIPT_PATH}?build=${id}"></script></head>`;
  return files.map((file) => {
    if (file.path !== INDEX) return file;
    const html = new TextDecoder().decode(file.bytes).replace("</head>", tag);
    return { ...file, bytes: new TextEncoder().encode(html) };
  });
}
