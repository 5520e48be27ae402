/**
 * The whole test command: types, lint and format, then every test. Ends with a line that counts them.
 * usage: run.ts [--static] [vitest arguments]
 */
import { join } from "node:path";
import { runTests } from "./vitest.ts";

const root = join(import.meta.dir, "..");
const bin = (name: string) => join(root, "node_modules", name);
const args = process.argv.slice(2);
const onlyStatic = args[0] === "--static";

async function run(title: string, command: string[]): Promise<void> {
  console.log(`\n— ${title}`);
  const code = await Bun.spawn(command, { cwd: root, stdio: ["inherit", "inherit", "inherit"] }).exited;
  if (code === 0) return;
  console.error(`\n${title}: failed (exit ${code})`);
  process.exit(code);
}

await run("types", [process.execPath, "--bun", bin("typescript/bin/tsc"), "-b"]);
await run("lint and format", [
  process.execPath,
  "--bun",
  bin("@biomejs/biome/bin/biome"),
  "check",
  "--error-on-warnings",
  ".",
]);
if (!onlyStatic) {
  console.log("\n— tests");
  process.exit(await runTests(root, args));
}
