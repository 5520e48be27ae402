import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const STYLE = join(import.meta.dirname, "..", "..", "..", "client", "style");

/** A list of selectors at its own commas, not at those within brackets. */
function apart(selectors: string): string[] {
  let depth = 0;
  const list = [""];
  for (const letter of selectors) {
    if (letter === "(") depth++;
    else if (letter === ")") depth--;
    if (letter === "," && depth === 0) list.push("");
    else list[list.length - 1] += letter;
  }
  return list;
}

/** The classes that selectors of a style sheet begin with: what it styles by its own right, not below something else. */
function ownClasses(css: string): Set<string> {
  const found = new Set<string>();
  const rules = css.replace(/\/\*.*?\*\//gs, "").matchAll(/([^{}]+)\{/g);
  for (const [, selectors] of rules) {
    if (selectors.trim().startsWith("@")) continue;
    for (const selector of apart(selectors)) {
      const name = /^\s*(?::is\()?\.([a-zA-Z][\w-]*)/.exec(selector)?.[1];
      if (name !== undefined) found.add(name);
    }
  }
  return found;
}

describe("class names", () => {
  it("mean one thing: each is defined in one style sheet, and others style it only below a class of their own", () => {
    const files = readdirSync(STYLE).filter((file) => file.endsWith(".css"));
    expect(files.length).toBeGreaterThan(5);
    const definedIn = new Map<string, string[]>();
    for (const file of files)
      for (const name of ownClasses(readFileSync(join(STYLE, file), "utf8")))
        definedIn.set(name, [...(definedIn.get(name) ?? []), file]);
    const twice = [...definedIn].filter(([, where]) => where.length > 1).map(([name, where]) => `.${name}: ${where}`);
    expect(twice).toEqual([]);
  });

  it("would be found in two sheets, wherever in a list of selectors they stand", () => {
    expect(
      ownClasses("/* .no { */ .a, .b > .c { x: y } @media (x) { :is(.d, .e) .f { x: y } } main .g { x: y }"),
    ).toEqual(new Set(["a", "b", "d"]));
  });
});
