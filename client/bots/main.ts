import { parseArguments, USAGE } from "./args.ts";
import { ArgumentError } from "./argument-error.ts";
import { Fleet } from "./fleet.ts";
import { loadBots } from "./load-bots.ts";
import { showProgress } from "./progress.ts";
import { createReport, formatReport } from "./report.ts";

/** Time for the leave messages to be sent, ms. */
const FLUSH_MS = 150;

async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  const options = parseArguments(argv, process.env);
  const fleet = new Fleet(options, await loadBots(options.room, options.pilot), process.pid.toString(36).slice(-4));
  const stopProgress = showProgress(fleet, options.count, options.seconds);
  const startMs = performance.now();
  await fleet.join();
  const remainingMs = startMs + options.seconds * 1000 - performance.now();
  // After a slow ramp, all bots still play together for a second.
  await new Promise((resolve) => setTimeout(resolve, Math.max(1000, remainingMs)));
  const endMs = performance.now();
  const report = createReport(fleet, options.count, (endMs - startMs) / 1000, endMs);
  const text = formatReport(report, fleet);
  stopProgress();
  fleet.stop();
  await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
  console.log(text);
  if (options.json) console.log(JSON.stringify(report));
  return report.joined === report.requested && report.ended === 0 ? 0 : 1;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error;
  console.error(`bots: ${error.message}\n\n${USAGE}`);
  process.exit(2);
}
