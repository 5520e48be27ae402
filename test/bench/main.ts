/** usage: npm run bench -- [SUITE] [--json] */
import { journalSuite } from "./journal.ts";
import { type Report, text } from "./report.ts";

const SUITES: Readonly<Record<string, () => Promise<Report>>> = { journal: journalSuite };

const args = process.argv.slice(2);
const json = args.includes("--json");
const [wanted, ...more] = args.filter((arg) => arg !== "--json");
const names = wanted === undefined ? Object.keys(SUITES) : [wanted];
if (more.length > 0 || names.some((name) => !Object.hasOwn(SUITES, name))) {
  console.error(`usage: npm run bench -- [${Object.keys(SUITES).join(" | ")}] [--json]`);
  process.exit(1);
}
for (const name of names) {
  const report = await SUITES[name]();
  console.log(text(report));
  if (json) console.log(JSON.stringify(report));
}
process.exit(0);
