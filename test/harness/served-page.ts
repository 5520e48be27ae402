import { join } from "node:path";
import { compressAsset, REVALIDATE } from "../../server/ops/asset.ts";
import { buildPage, INDEX, type PageFile } from "../../server/ops/page.ts";
import { ROOT } from "./sources.ts";

export const isScript = ({ path }: PageFile): boolean => path.endsWith(".js");
export const isEngine = (file: PageFile): boolean => isScript(file) && /Phaser/.test(textOf(file));
export const textOf = ({ bytes }: PageFile): string => new TextDecoder().decode(bytes);
/** Selects files by the name of their module. */
export const isNamed =
  (name: string) =>
  (file: PageFile): boolean =>
    file.path.startsWith(`assets/${name}-`);

/** How the page names its files, and how its scripts import others; a list of what they load ahead is no import. */
const IN_PAGE = /["'](?:\.\/)?(?:assets\/)?([\w-]+\.(?:js|css))["']/g;
const IN_SCRIPT = /(?:\bfrom|\bimport)\s*\(?\s*["']\.\/([\w-]+\.js)["']/g;
const STATIC = /(?:\bfrom|\bimport)\s*["']\.\/([\w-]+\.js)["']/g;

/** The files of the page as the server has them, by what each needs. */
export class ServedPage {
  readonly files: readonly PageFile[];
  /** As served, bytes, by path. */
  readonly #served: ReadonlyMap<string, number>;

  private constructor(files: readonly PageFile[], served: ReadonlyMap<string, number>) {
    this.files = files;
    this.#served = served;
  }

  static async build(): Promise<ServedPage> {
    const files = await buildPage(join(ROOT, "client", INDEX)).built;
    const served = new Map<string, number>();
    for (const { path, bytes, type } of files)
      served.set(path, (await compressAsset(bytes, type, REVALIDATE)).bodies.br.length);
    return new ServedPage(files, served);
  }

  get index(): PageFile {
    return this.files.find(({ path }) => path === INDEX) as PageFile;
  }

  /** Bytes of some files, as served. */
  sum(some: readonly PageFile[]): number {
    return some.reduce((bytes, { path }) => bytes + (this.#served.get(path) ?? 0), 0);
  }

  /** Files that a file imports, at once or later. */
  named(file: PageFile): PageFile[] {
    return this.#namedBy(file, isScript(file) ? IN_SCRIPT : IN_PAGE);
  }

  /** All that is loaded from the page on, without what `stops` at. */
  reached(stops: (file: PageFile) => boolean): Set<PageFile> {
    const found = new Set<PageFile>();
    const visit = (file: PageFile) => {
      if (found.has(file) || stops(file)) return;
      found.add(file);
      for (const next of this.named(file)) visit(next);
    };
    visit(this.index);
    return found;
  }

  /** A file and the scripts that it cannot run without. */
  needed(file: PageFile, found = new Set<PageFile>()): Set<PageFile> {
    found.add(file);
    for (const next of this.#namedBy(file, STATIC)) if (!found.has(next)) this.needed(next, found);
    return found;
  }

  #namedBy(file: PageFile, names: RegExp): PageFile[] {
    // Of the preloads for pages of games, the page itself loads none.
    const text = textOf(file).replace(/<link data-rel[^>]*>/g, "");
    const found = new Set([...text.matchAll(names)].map(([, name]) => `assets/${name}`));
    return this.files.filter(({ path }) => found.has(path));
  }
}
