import { basename, dirname, join } from "node:path";
import type { BunPlugin } from "bun";
import type { PageFile } from "../ops/page.ts";

/** A game's page to be bundled. */
export interface GamePageSource {
  /** Absolute path of its `page.ts`. */
  readonly file: string;
  /** Version of its rules. */
  readonly version: number;
}

/**
 * Bundles a game's page apart from the rest of the page, of which it imports what is a script of its own there. Rejects with
 * the bundler's errors.
 *
 * @param rest the other files of the page, not minified
 */
export async function bundleApart(
  name: string,
  { file, version }: GamePageSource,
  rest: readonly PageFile[],
): Promise<PageFile> {
  const entry = join(dirname(file), `${name}.page.ts`);
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    files: { [entry]: `export { default } from ${JSON.stringify(file)}; export const version = ${version};` },
    target: "browser",
    format: "esm",
    naming: { entry: "[name]-[hash].[ext]" },
    plugins: [scriptsOf(rest)],
  });
  const [{ path, type }] = outputs;
  return { path: `assets/${basename(path)}`, type, bytes: new Uint8Array(await outputs[0].arrayBuffer()) };
}

/** Bundles no module that is a script already. */
function scriptsOf(files: readonly PageFile[]): BunPlugin {
  const scripts = new Map(files.map(({ module, path }) => [module, `./${basename(path)}`]));
  return {
    name: "scripts of the page",
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path: specifier, importer }) => {
        if (importer === "") return { path: specifier };
        const path = scripts.get(Bun.resolveSync(specifier, dirname(importer)));
        return path === undefined ? undefined : { path, external: true };
      });
    },
  };
}

/** A page that names the pages of games, see `client/dev/pages-apart.ts`. @param games by name */
export function namingGames(html: string, games: ReadonlyMap<string, PageFile>): string {
  const links = [...games].map(
    ([name, { path }]) => `<link data-rel="modulepreload" data-game="${name}" crossorigin href="./${path}">`,
  );
  return html.replace("</head>", `${links.join("")}</head>`);
}
