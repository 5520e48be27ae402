import { existsSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE, ProjectError } from "./project.ts";
import { runProgram } from "./run-program.ts";

/**
 * The `test` command: runs a project's tests by the vitest that is installed there. Throws {@link ProjectError}.
 *
 * @param args vitest's
 * @returns the exit code
 */
export async function runTests(root: string, args: readonly string[]): Promise<number> {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  if (!existsSync(vitest))
    throw new ProjectError(
      `vitest is not installed in ${root}: npm install --save-dev vitest@${PACKAGE.devDependencies.vitest}`,
    );
  // Bun has no `channel.unref`, which the default pool of child processes calls.
  return runProgram([process.execPath, "--bun", vitest, "run", "--root", root, "--pool=threads", ...args]);
}
