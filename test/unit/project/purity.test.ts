import { describe, expect, it } from "vitest";
import { readSources } from "../../harness/sources.ts";

/** What is forbidden, how it is recognised, and a line that it refuses. */
type Rule = readonly [what: string, pattern: RegExp, example: string];

/** D1, D2: what shared code may not reach for, because it reads the world outside or differs between engines. */
const EVERYWHERE: readonly Rule[] = [
  [
    "inexact Math",
    /\bMath\.(?!(?:sqrt|floor|ceil|round|trunc|imul|abs|min|max|sign|clz32|PI|random)\b)\w+/,
    "const a = Math.sin(1);",
  ],
  ["Math other than by its name", /\bMath\b(?!\.\w)/, "const { sin } = Math;"],
  ["exponentiation", /\*\*/, "const b = 2 ** 3;"],
  ["randomness", /\bMath\.random\b|\bcrypto\b/, "Math.random()"],
  ["a clock", /\bDate\b|\bperformance\b|\bTemporal\b/, "new Date()"],
  ["a timer", /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/, "setTimeout(f, 1)"],
  ["locale", /\.(?:toLocale\w*|localeCompare)\b|\bIntl\b/, "a.localeCompare(b)"],
  ["the platform", /\b(?:process|Bun|Deno|globalThis|window|document|require|console)\b\s*[.([]/, "process.env.X"],
  ["a module found at run time", /\bimport\s*(?:\.meta\b|\()/, "await import(path)"],
  ["the garbage collector", /\b(?:WeakRef|FinalizationRegistry)\b/, "new WeakRef(ship)"],
  ["Unicode's version: casing", /\.(?:to(?:Lower|Upper)Case|normalize)\(/, "name.toLowerCase()"],
  ["Unicode's version: a class", /\\[pP]\{/, "/\\p{L}/u.test(name)"],
  [
    "an order of its own",
    /\.(?:sort|toSorted)\(\s*\(\w+, \w+\) => [^-,?]*[<>][^-,?]*\)/,
    "list.sort((a, b) => a.x > b.x)",
  ],
  ["inherited names", /\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b/, "for (const key in table) f(key);"],
  ["what an engine says of an error", /\.stack\b/, "world.fault = error.stack"],
];

/** The same of machines and all that is no wire format. */
const MACHINES: readonly Rule[] = [
  ["an order of numbers as texts", /\.(?:sort|toSorted)\(\s*\)/, "ids.sort()"],
  ["a machine's byte order, or the bits of NaN", /\bnew \w+Array\([^)]*\.buffer\b/, "new Int32Array(floats.buffer)"],
  ["what others do meanwhile", /\basync\b|\bawait\b|\bPromise\b|\bAtomics\b|\bSharedArrayBuffer\b/, "await rows"],
];

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (block) => block.replace(/[^\n]/g, " ")).replace(/\/\/[^\n]*/g, "");
}

function findings(path: string, text: string, rules: readonly Rule[] = [...EVERYWHERE, ...MACHINES]): string[] {
  return withoutComments(text)
    .split("\n")
    .flatMap((line, i) =>
      rules
        .filter(([, pattern]) => pattern.test(line))
        .map(([what]) => `${path}:${i + 1} uses ${what}: ${line.trim()}`),
    );
}

describe("D1, D2: shared code is pure", () => {
  it.each([...EVERYWHERE, ...MACHINES])("refuses %s", (what, pattern, example) => {
    expect(findings("x.ts", example, [[what, pattern, example]])).toEqual([`x.ts:1 uses ${what}: ${example}`]);
  });

  it.each(["ids.sort((a, b) => a - b)", "rows.sort((a, b) => (a.x < b.x ? -1 : 1))", "new Float64Array(8)"])(
    "accepts `%s`",
    (line) => {
      expect(findings("x.ts", line)).toEqual([]);
    },
  );

  it("finds nothing of the kind in shared, or in rules of the examples", () => {
    const sources = [...readSources(["shared"]), ...readSources(["examples"], /\/rules\.ts$/)];
    expect(sources.length).toBeGreaterThan(10);
    const rulesOf = (path: string) => (/^shared\/(?:wire|games\/[^/]+\/wire)\//.test(path) ? EVERYWHERE : undefined);
    expect(sources.flatMap((s) => findings(s.path, s.text, rulesOf(s.path)))).toEqual([]);
  });
});
