import type { GameTable } from "../../shared/games.ts";
import { parseArguments, usage } from "./args.ts";
import { ArgumentError } from "./argument-error.ts";
import { Fleet } from "./fleet.ts";
import { forgetBots, loadBots, roomsWithBots } from "./load-bots.ts";
import { showProgress } from "./progress.ts";
import { createReport, formatReport } from "./report.ts";
import { rulesVersionAt } from "./rules-version.ts";

/** Time for the leave messages to be sent, ms. */
const FLUSH_MS = 150;

/**
 * The `bots` command.
 *
 * @param call how it is called here, for its help
 * @returns the exit code: 1: not all joined, or seats ended before the run; 2: bad arguments
 */
export async function runBots(argv: readonly string[], call: string, games: GameTable): Promise<number> {
  if (argv.includes("--help")) {
    console.log(usage(call));
    return 0;
  }
  try {
    return await play(argv, games);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    console.error(`bots: ${error.message}\n\n${usage(call)}`);
    return 2;
  }
}

async function play(argv: readonly string[], games: GameTable): Promise<number> {
  const [defaultRoom = ""] = roomsWithBots(games);
  const options = parseArguments(argv, defaultRoom, process.env);
  const { url, room, pilot } = options;
  const load = async () => loadBots(room, pilot, games, await rulesVersionAt(url, room));
  const reload = () => {
    forgetBots(room, games);
    return load();
  };
  const fleet = new Fleet(options, await load(), process.pid.toString(36).slice(-4), reload);
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
