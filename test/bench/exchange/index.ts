import { median } from "../kit/stats.ts";
import { atLeast, type Report, type SuiteOptions } from "../report.ts";
import { CpuMeter } from "./cpu.ts";
import { JournaledExchange } from "./journaled.ts";
import { Mix, type Operation } from "./mix.ts";
import { BareExchange } from "./ours.ts";

/** 5,000 operations a second, in batches of a quarter of a second. */
const BATCH = 1_250;
const SEED = 1;
/** Beyond this share of refused operations their speed says nothing. */
const MAX_REFUSED_SHARE = 0.05;

/** A book that takes a batch's operations. */
export interface Book {
  /** Prepares what is not measured, and gives what is. */
  batch(operations: readonly Operation[]): () => void;
  isOpen(id: number): boolean;
  /** Operations and parts of orders that traded so far, and operations that were refused. */
  readonly traded: number;
  readonly refused: number;
  close(): void;
}

interface Figures {
  readonly perCpuS: number;
  readonly tradedShare: number;
  readonly refusedShare: number;
}

/** What one CPU second does for an exchange: alone, and with all that makes it durable, beside a book of npm. */
export async function exchangeSuite({ quick, tell }: SuiteOptions): Promise<Report> {
  const { NpmBook } = await import("../peers/order-book.ts");
  const subjects: readonly (readonly [string, () => Book])[] = [
    [NPM, () => new NpmBook()],
    [STEP, () => new BareExchange()],
    [WHOLE, () => new JournaledExchange()],
  ];
  const runs = new Map<string, Figures[]>(subjects.map(([name]) => [name, []]));
  for (let repeat = 1; repeat <= (quick ? 1 : 3); repeat++) {
    for (const [name, open] of subjects) {
      const figures = run(open(), quick ? 0.3 : 1, quick ? 0.5 : 4);
      runs.get(name)?.push(figures);
      tell(`${name}, run ${repeat}: ${Math.round(figures.perCpuS).toLocaleString("en-US")} a CPU second`);
    }
  }
  const of = (name: string, pick: (figures: Figures) => number) => median((runs.get(name) ?? []).map(pick));
  const speed = (name: string) => of(name, ({ perCpuS }) => perCpuS);
  const rows = subjects.flatMap(([name]) => [
    { case: name, metric: "operations", value: speed(name), unit: "a CPU second", ratio: speed(name) / speed(NPM) },
    { case: name, metric: "traded", value: of(name, ({ tradedShare }) => tradedShare * 100), unit: "% of operations" },
    {
      case: name,
      metric: "refused",
      value: of(name, ({ refusedShare }) => refusedShare * 100),
      unit: "% of operations",
    },
  ]);
  const targets = [
    atLeast(`${STEP}, operations a CPU second`, 2_000_000, speed(STEP)),
    atLeast(`${WHOLE}, operations a CPU second`, 300_000, speed(WHOLE)),
  ];
  return { suite: "exchange", rows, targets };
}

const NPM = "nodejs-order-book: the book alone";
const STEP = "Orrery: steps with holds, events, candles";
const WHOLE = "Orrery: with codecs, journal in a file, hashes, snapshots";

/** @param warmUpS, measuredS CPU seconds */
function run(book: Book, warmUpS: number, measuredS: number): Figures {
  const mix = new Mix(SEED);
  book.batch(mix.fill())();
  const isOpen = (id: number) => book.isOpen(id);
  const go = (seconds: number) => {
    const meter = new CpuMeter();
    while (meter.seconds < seconds) meter.time(BATCH, book.batch(mix.next(BATCH, isOpen)));
    return meter;
  };
  go(warmUpS);
  const [traded, refused] = [book.traded, book.refused];
  const { operations, perSecond } = go(measuredS);
  const figures = {
    perCpuS: perSecond,
    tradedShare: (book.traded - traded) / operations,
    refusedShare: (book.refused - refused) / operations,
  };
  book.close();
  if (figures.refusedShare > MAX_REFUSED_SHARE)
    throw new Error(`${Math.round(figures.refusedShare * 100)} % of the operations were refused: that is no trading`);
  return figures;
}
