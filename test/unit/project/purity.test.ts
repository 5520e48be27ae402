import { describe, expect, it } from "vitest";
import { readSources } from "../../harness/sources.ts";

/** D1, D2: what a machine may not reach for, because it reads the world outside or differs between engines. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  [
    "inexact Math",
    /\bMath\.(?:sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|exp|expm1|log|log2|log10|log1p|pow|hypot|cbrt|fround|f16round)\b/,
  ],
  ["exponentiation", /\*\*/],
  ["randomness", /\bMath\.random\b|\bcrypto\b/],
  ["a clock", /\bDate\b|\bperformance\b|\bTemporal\b/],
  ["a timer", /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ["locale", /\.(?:toLocale\w*|localeCompare)\b|\bIntl\b/],
  ["the platform", /\b(?:process|Bun|Deno|globalThis|window|document|require|console)\b\s*[.([]/],
];

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (block) => block.replace(/[^\n]/g, " ")).replace(/\/\/[^\n]*/g, "");
}

function findings(path: string, text: string): string[] {
  return withoutComments(text)
    .split("\n")
    .flatMap((line, i) =>
      FORBIDDEN.filter(([, pattern]) => pattern.test(line)).map(
        ([what]) => `${path}:${i + 1} uses ${what}: ${line.trim()}`,
      ),
    );
}

describe("D1, D2: shared code is pure", () => {
  it.each([
    "const a = Math.sin(1);",
    "const b = 2 ** 3;",
    "Math.random()",
    "new Date()",
    "performance.now()",
    "setTimeout(f, 1)",
    "a.localeCompare(b)",
    "process.env.X",
  ])("refuses `%s`", (line) => {
    expect(findings("x.ts", line)).toHaveLength(1);
  });

  it("finds nothing of the kind in shared", () => {
    const sources = readSources(["shared"]);
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.flatMap((s) => findings(s.path, s.text))).toEqual([]);
  });
});
