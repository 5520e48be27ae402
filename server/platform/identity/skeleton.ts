import { CONFUSABLES } from "./confusables.ts";

/** The prototype of each confusable character. */
const PROTOTYPES = new Map<string, string>();
for (const word of CONFUSABLES.trim().split(/\s+/)) {
  const [to, from] = word.split(":") as [string, string];
  const prototype = text(to, "+");
  for (const code of from.split(",")) PROTOTYPES.set(text(code, ","), prototype);
}

function text(codes: string, separator: string): string {
  return codes
    .split(separator)
    .map((code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .join("");
}

/** The skeleton of a text, see section 4 of UTS #39: texts with the same skeleton look the same. */
export function skeleton(of: string): string {
  let mapped = "";
  for (const character of of.normalize("NFD")) mapped += PROTOTYPES.get(character) ?? character;
  return mapped.normalize("NFD");
}
