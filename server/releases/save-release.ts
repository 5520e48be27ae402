import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PageFile } from "../ops/page.ts";
import { FILE_MODE, FOLDER_MODE, TEMP_SUFFIX } from "../storage/inventory.ts";
import {
  contentHash,
  DEVELOPMENT_VERSIONS,
  MANIFEST,
  PAGE_FOLDER,
  RELEASE_FORMAT,
  type Release,
  type ReleaseFile,
  releaseId,
  SCRIPT,
} from "./release.ts";
import { readRelease, readReleases } from "./release-store.ts";

export const RELEASE_LIMITS = {
  /** Versions kept of one room type, and as many of its development; the lowest are deleted first. */
  releases: 16,
} as const;

export interface BuiltRelease {
  readonly definition: {
    readonly name: string;
    readonly machine: { readonly id: string; readonly version: number };
    readonly wire: string;
  };
  /** See {@link buildScript}. */
  readonly script: Uint8Array;
  /** The files of the page that plays it. */
  readonly page: readonly PageFile[];
}

export interface ReleaseSource extends Omit<BuiltRelease, "script"> {
  /** Path of a module that exports a {@link ReleasedScript}. */
  readonly entry: string;
}

/** Bundles a release's script with all that it imports. Rejects with the bundler's errors. */
export async function buildScript(entry: string): Promise<Uint8Array<ArrayBuffer>> {
  const built = await Bun.build({ entrypoints: [entry], target: "bun", format: "esm", minify: true });
  return new Uint8Array(await built.outputs[0].arrayBuffer());
}

/**
 * Saves the current room type as a release in a folder, replacing an earlier build of the same version. Rejects if
 * bundling or the disk fails; then the earlier release is still there.
 */
export async function saveRelease(folder: string, { definition, entry, page }: ReleaseSource): Promise<Release> {
  return writeRelease(folder, { definition, script: await buildScript(entry), page });
}

/** Like {@link saveRelease}, at once. Throws if the disk fails. */
export function writeRelease(folder: string, { definition, script, page }: BuiltRelease): Release {
  const { name: room, machine, wire } = definition;
  const files = [
    { path: SCRIPT, type: "text/javascript", bytes: script },
    ...page.map(({ path, type, bytes }) => ({ path: `${PAGE_FOLDER}${path}`, type, bytes })),
  ];
  const id = releaseId(room, machine.version);
  const release: Release = {
    format: RELEASE_FORMAT,
    id,
    room,
    machine: machine.id,
    version: machine.version,
    wire,
    files: files.map(({ path, type, bytes }) => ({ path, type, hash: contentHash(bytes) })),
  };
  const before = readRelease(folder, id);
  if (before !== null && JSON.stringify(before) === JSON.stringify(release)) return before;

  const fresh = join(folder, `${id}${TEMP_SUFFIX}`);
  rmSync(fresh, { recursive: true, force: true });
  const others = readReleases(folder);
  for (const [i, { path, bytes }] of files.entries()) {
    mkdirSync(dirname(join(fresh, path)), { recursive: true, mode: FOLDER_MODE });
    if (!linkSame(folder, others, release.files[i], join(fresh, path)))
      writeFileSync(join(fresh, path), bytes, { mode: FILE_MODE });
  }
  writeFileSync(join(fresh, MANIFEST), `${JSON.stringify(release, null, 2)}\n`, { mode: FILE_MODE });
  rmSync(join(folder, id), { recursive: true, force: true });
  renameSync(fresh, join(folder, id));
  prune(folder, room);
  return release;
}

/** Shares a file with another release that has the same: one page plays all games. Returns whether it could. */
function linkSame(folder: string, releases: readonly Release[], { path, hash }: ReleaseFile, to: string): boolean {
  const other = releases.find(({ files }) => files.some((file) => file.path === path && file.hash === hash));
  if (other === undefined) return false;
  try {
    // A file that was changed meanwhile is not worth sharing.
    const from = join(folder, other.id, path);
    if (contentHash(readFileSync(from)) !== hash) return false;
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

function prune(folder: string, room: string): void {
  const versions = readReleases(folder).filter((release) => release.room === room);
  versions.sort((a, b) => b.version - a.version);
  const development = versions.filter(({ version }) => version >= DEVELOPMENT_VERSIONS);
  for (const kind of [development, versions.slice(development.length)])
    for (const { id } of kind.slice(RELEASE_LIMITS.releases))
      rmSync(join(folder, id), { recursive: true, force: true });
  // Remove drafts of a process that was interrupted.
  for (const name of readdirSync(folder))
    if (name.endsWith(TEMP_SUFFIX)) rmSync(join(folder, name), { recursive: true });
}
