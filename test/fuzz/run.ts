import { inspect } from "node:util";
import { caseSeed, Random } from "./random.ts";
import type { Outcome, Target } from "./target.ts";

export interface Found {
  readonly target: string;
  readonly cases: number;
  readonly decoded: number;
  readonly bytes: number;
  /** The costliest case: CPU as a share of what its size allows, and its time and size. */
  readonly worst: { readonly seed: number; readonly share: number; readonly us: number; readonly bytes: number };
  /** Heap that the run left behind, bytes; null: not measured. */
  readonly grownBytes: number | null;
  readonly loggedBytes: number;
  /** Seeds of cases that failed, and how. */
  readonly failures: readonly { readonly seed: number; readonly why: string }[];
}

export interface Run {
  readonly seed: number;
  readonly cases: number;
  /** Stop after this, whatever is left of the cases. */
  readonly mostMs?: number;
  /** Measure what is left on the heap, which takes two full collections. */
  readonly heap?: boolean;
}

/** A run ends after so many failures. */
const MOST_FAILURES = 5;
/** A case that seems too slow is run so often, and the quickest time counts: others use the processor, too. */
const RETRIES = 7;
const WARM_UP_CASES = 200;

/** Runs seeded cases of a target, one after the other. */
export async function fuzz(
  target: Target,
  { seed, cases, mostMs = Number.POSITIVE_INFINITY, heap = false }: Run,
): Promise<Found> {
  const logged = countLogged();
  const failures: { seed: number; why: string }[] = [];
  let [done, decoded, bytes] = [0, 0, 0];
  let worst: Found["worst"] = { seed: 0, share: 0, us: 0, bytes: 0 };
  const beganMs = performance.now();
  let heapBefore: number | null = null;
  try {
    for (; done < cases && failures.length < MOST_FAILURES && performance.now() - beganMs < mostMs; done++) {
      if (heap && done === WARM_UP_CASES) heapBefore = heapBytes();
      const of = caseSeed(seed, done);
      const input = target.generate(new Random(of));
      const size = target.size(input);
      bytes += size;
      try {
        const first = await timed(target, input);
        if (first.outcome === "decoded") decoded++;
        const allowedUs = target.cpu.caseUs + target.cpu.byteUs * size;
        let { us } = first;
        for (let i = 0; i < RETRIES && us > allowedUs; i++) us = Math.min(us, (await timed(target, input)).us);
        // The first cases are compiled as they run.
        if (done >= WARM_UP_CASES && us / allowedUs > worst.share)
          worst = { seed: of, share: us / allowedUs, us, bytes: size };
        if (us > allowedUs)
          failures.push({ seed: of, why: `${Math.round(us)} µs for ${size} bytes, at most ${Math.round(allowedUs)}` });
      } catch (error) {
        failures.push({
          seed: of,
          why: `${inspect(error).slice(0, 600)}\n  on ${inspect(input, { maxStringLength: 300 }).slice(0, 600)}`,
        });
      }
    }
  } finally {
    await target.close?.();
    logged.stop();
  }
  const grownBytes = heapBefore === null ? null : heapBytes() - heapBefore;
  return { target: target.name, cases: done, decoded, bytes, worst, grownBytes, loggedBytes: logged.bytes, failures };
}

async function timed(target: Target, input: unknown): Promise<{ readonly outcome: Outcome; readonly us: number }> {
  const beganMs = performance.now();
  const result = target.run(input);
  const outcome = typeof result === "string" ? result : await result;
  return { outcome, us: (performance.now() - beganMs) * 1000 };
}

function heapBytes(): number {
  Bun.gc(true);
  return process.memoryUsage().heapUsed;
}

/** Counts what is written to the console instead of writing it. */
function countLogged() {
  const names = ["log", "info", "warn", "error", "debug"] as const;
  const before = names.map((name) => console[name]);
  const counted = {
    bytes: 0,
    stop: () =>
      names.forEach((name, i) => {
        console[name] = before[i];
      }),
  };
  for (const name of names)
    console[name] = (...values: unknown[]) => {
      counted.bytes += values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ").length + 1;
    };
  return counted;
}

/** One line for each target. */
export function table(rows: readonly Found[]): string {
  const head = ["target", "cases", "decoded", "bytes/case", "worst µs", "of its bound", "heap +KB", "logged B"];
  const cells = rows.map((row) => [
    row.target,
    String(row.cases),
    `${((100 * row.decoded) / Math.max(1, row.cases)).toFixed(0)} %`,
    (row.bytes / Math.max(1, row.cases)).toFixed(0),
    `${row.worst.us.toFixed(0)} (${row.worst.bytes} B)`,
    row.worst.share.toFixed(2),
    row.grownBytes === null ? "" : (row.grownBytes / 1024).toFixed(0),
    String(row.loggedBytes),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i].length)));
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
