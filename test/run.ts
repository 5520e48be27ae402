/**
 * The whole test command: types, lint and format, then every test. Ends with a line that counts them. Where some tests are
 * named, they run although types or format are off: one wants to see them while one writes.
 * usage: run.ts [--static] [vitest arguments]
 */
import { join } from "node:path";
import { runTests } from "./vitest.ts";

const root = join(import.meta.dir, "..");
const bin = (name: string) => join(root, "node_modules", name);
const args = process.argv.slice(2);
const onlyStatic = args[0] === "--static";

const namesTests = args.length > 0 && !onlyStatic;

/** Returns the exit code; ends the process where no tests are named that could run all the same. */
async function check(title: string, script: string, ...options: string[]): Promise<number> {
  console.log(`\n— ${title}`);
  const command = [process.execPath, "--bun", bin(script), ...options];
  const code = await Bun.spawn(command, { cwd: root, stdio: ["inherit", "inherit", "inherit"] }).exited;
  if (code === 0) return 0;
  console.error(`\n${title}: failed (exit ${code})`);
  if (!namesTests) process.exit(code);
  return code;
}

const types = await check("types", "typescript/bin/tsc", "-b");
const format = await check("lint and format", "@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".");
if (!onlyStatic) {
  console.log("\n— tests");
  const tests = await runTests(root, args);
  if (types + format > 0) console.error("\ntypes, lint or format: failed, see above");
  process.exit(tests || types || format);
}
