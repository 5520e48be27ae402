import { isLonger } from "../../../shared/games/lobby/text.ts";
import { JOINER_IN_WORD } from "../../platform/identity/joiners.ts";
import { censor } from "./profanity.ts";

/** Marks that may sit on one character. */
const MARKS_MOST = 2;

const EMOJI = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?`;
/** Emoji that are joined to one, and joiners that change the shape of letters. */
const JOINED = new RegExp(
  `${EMOJI}(?:\\u200d${EMOJI})*|\\p{Regional_Indicator}{2}|[0-9#*]\\ufe0f\\u20e3|${JOINER_IN_WORD}`,
  "gu",
);
/** Controls, formats (joiners, directions, tags), lone surrogates, private use, unassigned; fillers and other blanks. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const SPACES = /[\p{White_Space}]+/gu;
const STACKED = new RegExp(`(\\p{M}{${MARKS_MOST}})\\p{M}+`, "gu");
const LEADING_MARKS = /(^|\s)\p{M}+/gu;

/**
 * What someone wrote, as everyone will see it: NFC, in one line, without what cannot be seen or hides what stands beside it.
 * "" where nothing is left. A text that is too long stays so, for the lobby to refuse.
 */
export function sanitizeText(raw: string): string {
  const visible = showable(raw);
  const censored = censor(visible);
  // Asterisks may have taken the place of an emoji, and left what joined it to others.
  return censored === visible ? visible : showable(censored);
}

function showable(raw: string): string {
  // What joins emoji or letters is the one use of what cannot be seen that is kept.
  const parts: string[] = [];
  let from = 0;
  const spaced = raw.normalize("NFC").replace(SPACES, " ");
  for (const { 0: emoji, index } of spaced.matchAll(JOINED)) {
    parts.push(spaced.slice(from, index).replace(UNSEEN, ""), emoji);
    from = index + emoji.length;
  }
  parts.push(spaced.slice(from).replace(UNSEEN, ""));
  const seen = parts.join("").replace(LEADING_MARKS, "$1").replace(STACKED, "$1").replace(SPACES, " ").trim();
  // What was taken out may have stood between what makes one character.
  return seen.normalize("NFC");
}

/** The same of a note for moderators, cut short. */
export function sanitizeReason(raw: string, most: number): string {
  const text = sanitizeText(raw);
  return isLonger(text, most) ? [...text].slice(0, most).join("") : text;
}
