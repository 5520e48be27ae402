/**
 * Long searches that the test command makes only samples of.
 * usage: npm run soak -- fuzz [--cases N] [--seed N] [--minutes M] | day [--hours H] [--seed N] |
 *   hour [--minutes M] [--bots N] [--seed N] | restarts [--terms N] [--kills N] [--seed N] | places |
 *   transfers [--transfers N] [--seed N] | exchange [--commands N] [--kills N] [--seed N], each with [--json]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ARENA_TARGETS } from "../fuzz/arena/targets.ts";
import { type Found, fuzz, table } from "../fuzz/run.ts";
import { TARGETS as GENERAL } from "../fuzz/targets/index.ts";
import { RoomBench } from "../harness/rooms.ts";
import { day } from "./day.ts";
import { trading } from "./exchange.ts";
import { hour } from "./hour.ts";
import { restarts, SITUATIONS } from "./restarts.ts";
import { slopeTable } from "./slopes.ts";
import { transfers } from "./transfers.ts";

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly minutes: number;
  readonly hours: number;
  readonly bots: number;
  readonly terms: number;
  readonly kills: number;
  readonly transfers: number;
  readonly commands: number;
  readonly json: boolean;
}

const RUNS: Readonly<Record<string, (options: Options) => Promise<boolean>>> = {
  fuzz: fuzzAll,
  day: wholeDay,
  hour: realHour,
  restarts: allRestarts,
  places: allPlaces,
  transfers: manyTransfers,
  exchange: manyTrades,
};
const TARGETS = [...GENERAL, ...ARENA_TARGETS];
const DEFAULTS = {
  cases: "10000000",
  seed: "1",
  minutes: "60",
  hours: "24",
  bots: "100",
  terms: "50",
  kills: "50",
  transfers: "100000",
  commands: "10000000",
};

/** As many cases in all, shared out as the suite's own run shares them. */
async function fuzzAll({ cases, seed, minutes, json }: Options): Promise<boolean> {
  const inSuite = TARGETS.reduce((sum, target) => sum + target.cases, 0);
  const found: Found[] = [];
  for (const target of TARGETS) {
    const own = Math.ceil((cases * target.cases) / inSuite);
    const run = await fuzz(target, { seed, cases: own, mostMs: (minutes * 60_000) / TARGETS.length, heap: true });
    found.push(run);
    for (const failure of run.failures) console.error(`${target.name}, seed ${failure.seed}: ${failure.why}`);
  }
  console.log(table(found));
  console.log(`${found.reduce((sum, run) => sum + run.cases, 0)} cases`);
  if (json) console.log(JSON.stringify({ run: "fuzz", seed, found }));
  return found.every(({ failures }) => failures.length === 0);
}

async function realHour({ minutes, bots, seed, json }: Options): Promise<boolean> {
  const seen = await hour(minutes, bots, seed, (text) => console.error(text));
  console.log(slopeTable(seen.slopes));
  const { joins, failedJoins, desyncs, lines, watches, logBytes, longestStallMs } = seen;
  console.log(
    `${joins} joins, ${failedJoins.length} failed, ${desyncs} desyncs, ${lines} lines, ${watches} matches watched, ${logBytes} bytes logged, longest stall ${longestStallMs.toFixed(0)} ms`,
  );
  for (const why of new Set(failedJoins)) console.log(`failed: ${why}`);
  if (json) console.log(JSON.stringify({ run: "hour", ...seen }));
  return desyncs === 0 && failedJoins.length === 0 && seen.slopes.every(({ flat }) => flat);
}

async function wholeDay({ hours, seed, json }: Options): Promise<boolean> {
  await RoomBench.start();
  const seen = await day(hours, seed, (text) => console.error(text));
  await RoomBench.stop();
  console.log(slopeTable(seen.slopes));
  console.log(`${seen.joins} joins, ${seen.returns} returns, ${seen.lines} lines, ${seen.reports} errors reported`);
  if (json) console.log(JSON.stringify({ run: "day", ...seen }));
  return seen.reports === 0 && seen.slopes.every(({ flat }) => flat);
}

/** With nobody there, with a quiet guest, and with a match. */
async function allRestarts({ terms, kills, seed, json }: Options): Promise<boolean> {
  const say = (text: string) => console.error(text);
  // The SDK tells of every try to come back.
  console.info = console.warn = () => {};
  let problems = 0;
  for (const situation of SITUATIONS) {
    const seen = await restarts({ situation, terms, kills, seed, page: false, say });
    problems += seen.problems.length;
    console.log(
      `${situation}: ${seen.restarts} restarts, ${seen.files} files in the end, ${seen.problems.length} problems`,
    );
    if (json) console.log(JSON.stringify({ run: "restarts", situation, ...seen }));
  }
  return problems === 0;
}

/** Every place of the page, left in every way, in a real browser. */
async function allPlaces({ json }: Options): Promise<boolean> {
  const root = join(import.meta.dirname, "..", "..");
  const vitest = [process.execPath, "--bun", join(root, "node_modules", "vitest", "vitest.mjs"), "run"];
  const reporters = json ? ["--reporter=json"] : [];
  const env = { ...process.env, ALL_PAIRS: "1" };
  const child = Bun.spawn([...vitest, ...reporters, "test/e2e/arena/places.test.ts"], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return (await child.exited) === 0;
}

async function manyTransfers({ transfers: least, seed, json }: Options): Promise<boolean> {
  const seen = await transfers(least, seed);
  for (const failure of seen.failures) console.error(failure);
  console.log(
    `${seen.transfers} transfers, ${seen.storms} storms, ${seen.kills} kills, ${seen.setAside} rooms set aside, ${seen.failures.length} failures`,
  );
  if (json) console.log(JSON.stringify({ run: "transfers", ...seen }));
  return seen.failures.length === 0;
}

async function manyTrades({ commands, kills, seed, json }: Options): Promise<boolean> {
  const seen = trading(commands, kills, seed);
  if (seen.failure !== null) console.error(seen.failure);
  console.log(`${seen.commands} commands in ${seen.ticks} ticks, ${seen.trades} trades, ${seen.kills} kills`);
  if (json) console.log(JSON.stringify({ run: "exchange", ...seen }));
  return seen.failure === null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ cases: { type: "string" }, seed: { type: "string" }, minutes: { type: "string" }, hours: { type: "string" } },
    bots: { type: "string" },
    terms: { type: "string" },
    kills: { type: "string" },
    transfers: { type: "string" },
    commands: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const [name = ""] = positionals;
const run = Object.hasOwn(RUNS, name) ? RUNS[name] : undefined;
if (run === undefined || positionals.length > 1) {
  console.error(`soak: ${JSON.stringify(name)} is not one of ${Object.keys(RUNS).join(", ")}`);
  process.exit(2);
}
const number = (option: keyof typeof DEFAULTS): number => {
  const value = Number(values[option] ?? DEFAULTS[option]);
  if (value > 0) return value;
  console.error(`soak: --${option} ${values[option]} is not a number above 0`);
  process.exit(2);
};
const options = {
  cases: number("cases"),
  seed: number("seed"),
  minutes: number("minutes"),
  hours: number("hours"),
  bots: number("bots"),
  terms: number("terms"),
  kills: number("kills"),
  transfers: number("transfers"),
  commands: number("commands"),
};
process.exit((await run({ ...options, json: values.json })) ? 0 : 1);
