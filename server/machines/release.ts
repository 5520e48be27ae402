import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contentHash, loadRelease, MANIFEST, type Release, readReleases } from "./released.ts";

/** A machine cannot be released; the message says what to do. */
export class ReleaseError extends Error {
  override readonly name = "ReleaseError";
}

/**
 * Keeps a machine as one file that needs nothing else, so that journals of its version replay when the source has gone on.
 * What was released before stays as it is: the same bits again change nothing.
 *
 * @param entry path of a module that exports the machine
 * @param folder of the releases
 */
export async function release(
  entry: string,
  { id, version }: { id: string; version: number },
  folder: string,
): Promise<Release> {
  const built = await Bun.build({ entrypoints: [entry], target: "browser", format: "esm", minify: true });
  const bytes = new Uint8Array(await built.outputs[0].arrayBuffer());
  const hash = contentHash(bytes);
  const releases = readReleases(folder);
  const before = releases.find((row) => row.id === id && row.version === version);
  if (before !== undefined && before.hash === hash) return before;
  if (before !== undefined)
    throw new ReleaseError(
      `${id} version ${version} was released with other content: raise the version to release again`,
    );

  const row = { id, version, file: `${id}-${version}-${hash.slice(0, 12)}.js`, hash };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, row.file);
  writeFileSync(path, bytes);
  try {
    loadRelease(row, folder);
  } catch (error) {
    rmSync(path);
    throw error;
  }
  const rows = [...releases, row].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.version - b.version));
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(rows, null, 2)}\n`);
  return row;
}
