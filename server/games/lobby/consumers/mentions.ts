import { NOTIFICATION_LIMITS } from "../../../../shared/wire/limits.ts";

/** An @ at the start of a word, and up to 48 characters after it, more than a name has. */
const MENTION = /(?<![\p{L}\p{N}])@(?=([^\s@].{0,47}))/gu;
/** Most words of a name. */
const WORDS_MOST = 3;
const TRAILING = /[\p{P}]+$/u;

/**
 * Candidates for the name after each @ of a message, longest first: a name may have several words, and the sentence continues
 * after it.
 *
 * @param limited called when there are more than `mentionsPerLine`
 * @returns one list for each mention
 */
export function mentionsOf(text: string, limited: () => void = () => {}): readonly (readonly string[])[] {
  const found: string[][] = [];
  for (const [, rest] of text.matchAll(MENTION)) {
    if (found.length === NOTIFICATION_LIMITS.mentionsPerLine) {
      limited();
      break;
    }
    found.push(candidates(rest.split("@")[0]));
  }
  return found;
}

function candidates(rest: string): string[] {
  const words = rest.split(" ").filter((word) => word !== "");
  const names: string[] = [];
  for (let count = Math.min(WORDS_MOST, words.length); count > 0; count--) {
    const name = words.slice(0, count).join(" ");
    names.push(name, name.replace(TRAILING, ""));
  }
  return [...new Set(names)].filter((name) => name !== "");
}
