import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs the tests of a project's folder, and ends with a line that counts them.
 *
 * @param args vitest's
 * @returns its exit code
 */
export async function runTests(root: string, args: readonly string[]): Promise<number> {
  const report = join(mkdtempSync(join(tmpdir(), "orrery-tests-")), "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const vitest = [process.execPath, "--bun", join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...reporters];
  const code = await Bun.spawn([...vitest, ...args], { cwd: root, stdio: ["inherit", "inherit", "inherit"] }).exited;
  const written = Bun.file(report);
  // It is missing where vitest itself failed.
  if (await written.exists()) {
    const { numPassedTests, numFailedTests } = await written.json();
    console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
  }
  return code;
}
