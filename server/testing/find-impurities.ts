import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MACHINES, type PurityRule } from "./purity-rules.ts";

/**
 * Code in rules by which they could differ between engines, or between a match and its replay: clocks, chance of the
 * platform, inexact arithmetic, waiting, locale. Reads the file and, of what it imports, the files with relative paths.
 *
 * @param rules file of the rules: `new URL("./rules.ts", import.meta.url)`
 * @returns for each a text with file, line, what was found and what to use instead; empty: nothing was found
 */
export function findImpurities(rules: URL): string[] {
  const files = [rules.href];
  const scanner = new Bun.Transpiler({ loader: "ts" });
  const found: string[] = [];
  // Grows in the loop.
  for (const file of files) {
    const path = fileURLToPath(file);
    const text = readFileSync(path, "utf8");
    found.push(...impuritiesIn(path, text));
    for (const { path: specifier } of scanner.scanImports(text)) {
      const imported = new URL(specifier, file).href;
      if (specifier.startsWith(".") && !files.includes(imported)) files.push(imported);
    }
  }
  return found;
}

/** The same of one text. @param path as it is named in what is returned */
export function impuritiesIn(path: string, text: string, rules: readonly PurityRule[] = MACHINES): string[] {
  return withoutComments(text)
    .split("\n")
    .flatMap((line, i) =>
      rules
        .filter(({ pattern }) => pattern.test(line))
        .map(({ what, instead }) => `${path}:${i + 1} uses ${what}: ${line.trim()} (instead: ${instead})`),
    );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (block) => block.replace(/[^\n]/g, " ")).replace(/\/\/[^\n]*/g, "");
}
