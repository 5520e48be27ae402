import { contentHash, DEVELOPMENT_VERSIONS, RELEASE_FORMAT, SCRIPT } from "../releases/release.ts";
import type { ReleaseStore } from "../releases/release-store.ts";

/**
 * The version of rules as they are in the source: that of the release with the same script, or else one that no release has.
 * So each saved change is a version of its own, without an edit of `version`, and a journal names the rules that wrote it.
 *
 * @param own the version in the source; it is taken while no release has it
 */
export function versionOf(releases: ReleaseStore, room: string, own: number, script: Uint8Array): number {
  const kept = releases.list().filter((release) => release.room === room && release.format === RELEASE_FORMAT);
  if (!kept.some(({ version }) => version === own)) return own;
  const hash = contentHash(script);
  const same = kept.filter(({ files }) => files.some((file) => file.path === SCRIPT && file.hash === hash));
  const versions = same.map(({ version }) => version).filter((version) => version === own || isDevelopment(version));
  return versions[0] ?? Math.max(DEVELOPMENT_VERSIONS, ...kept.map(({ version }) => version)) + 1;
}

function isDevelopment(version: number): boolean {
  return version >= DEVELOPMENT_VERSIONS;
}
