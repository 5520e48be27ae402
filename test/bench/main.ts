import { parseArgs } from "node:util";
import { installPeers } from "./kit/peer-entry.ts";
import { text } from "./report.ts";
import { keepResults } from "./results.ts";
import { SUITES } from "./suites.ts";

const USAGE = `usage: npm run bench -- [${Object.keys(SUITES).join(" | ")}] [--quick] [--write] [--json]`;
const FLAG = { type: "boolean", default: false } as const;

const { quick, write, json, suite } = readArguments();
const names = suite === undefined ? Object.keys(SUITES) : [suite];
if (quick && write) {
  console.error("bench: --quick is too short for figures to be kept; leave out one of --quick and --write");
  process.exit(1);
}
const tell = (line: string) => console.error(`  ${line}`);
if (names.some((name) => name === "peers" || name === "exchange") && (await installPeers(tell))) {
  // Anew, because a process remembers which packages it did not find.
  const again = Bun.spawnSync([process.execPath, ...process.argv.slice(1)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  process.exit(again.exitCode);
}
for (const name of names) {
  const report = await SUITES[name]({ quick, tell });
  console.log(text(report));
  if (write) await keepResults(report);
  if (json) console.log(JSON.stringify(report));
}
process.exit(0);

function readArguments() {
  try {
    const options = { quick: FLAG, write: FLAG, json: FLAG };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [suite, ...more] = positionals;
    if (more.length === 0 && (suite === undefined || Object.hasOwn(SUITES, suite))) return { ...values, suite };
  } catch {
    // The usage says more than the error.
  }
  console.error(USAGE);
  process.exit(1);
}
