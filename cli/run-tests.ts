import { existsSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE, ProjectError } from "./project.ts";

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
  const command = [process.execPath, "--bun", vitest, "run", "--pool=threads", ...args];
  return Bun.spawn(command, { cwd: root, stdio: ["inherit", "inherit", "inherit"] }).exited;
}
