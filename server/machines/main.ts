import { join } from "node:path";
import { arena } from "../../shared/arena/index.ts";
import { ReleaseError, release } from "./release.ts";
import { RELEASES } from "./released.ts";

/** Keeps the arena's machine as it is now. To be run, and its files committed, before a version goes out. */
try {
  const entry = join(import.meta.dirname, "..", "..", "shared", "arena", "index.ts");
  const { id, version, file, hash } = await release(entry, arena, RELEASES);
  console.log(`${id} version ${version} is ${file}, sha256 ${hash}`);
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(`release-machine: ${error.message}`);
  process.exitCode = 1;
}
