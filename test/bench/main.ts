import { installPeers } from "./kit/peer-entry.ts";
import { text } from "./report.ts";
import { keepResults } from "./results.ts";
import { SUITES } from "./suites.ts";

const USAGE = `usage: npm run bench -- [${Object.keys(SUITES).join(" | ")}] [--quick] [--write] [--json]`;
const FLAGS = ["--quick", "--write", "--json"];

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith("--"));
const [wanted, ...more] = args.filter((arg) => !arg.startsWith("--"));
const names = wanted === undefined ? Object.keys(SUITES) : [wanted];
const unknown = flags.find((flag) => !FLAGS.includes(flag));
if (unknown !== undefined || more.length > 0 || names.some((name) => !Object.hasOwn(SUITES, name))) {
  console.error(USAGE);
  process.exit(1);
}
if (flags.includes("--quick") && flags.includes("--write")) {
  console.error("bench: --quick is too short for figures to be kept; leave out one of --quick and --write");
  process.exit(1);
}
const json = flags.includes("--json");
const tell = (line: string) => console.error(`  ${line}`);
if (names.includes("peers") && (await installPeers(tell))) {
  // Anew, because a process remembers which packages it did not find.
  const again = Bun.spawnSync([process.execPath, ...process.argv.slice(1)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  process.exit(again.exitCode);
}
for (const name of names) {
  const report = await SUITES[name]({ quick: flags.includes("--quick"), tell });
  console.log(text(report));
  if (flags.includes("--write")) await keepResults(report);
  if (json) console.log(JSON.stringify(report));
}
process.exit(0);
