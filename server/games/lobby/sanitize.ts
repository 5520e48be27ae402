import { isLonger } from "../../../shared/games/lobby/text.ts";
import { JOINER_IN_WORD } from "../../platform/identity/joiners.ts";
import { censor } from "./profanity.ts";

/** Maximum number of combining marks per character. */
const MARKS_MOST = 2;

const EMOJI = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?`;
/** Joined emoji, and joiners that change the shape of letters. */
const JOINED = new RegExp(
  `${EMOJI}(?:\\u200d${EMOJI})*|\\p{Regional_Indicator}{2}|[0-9#*]\\ufe0f\\u20e3|${JOINER_IN_WORD}`,
  "gu",
);
/**
 * Characters to remove: controls, formats (joiners, directions, tags), lone surrogates, private use, unassigned;
 * fillers and other blanks.
 */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const SPACES = /[\p{White_Space}]+/gu;
const STACKED = new RegExp(`(\\p{M}{${MARKS_MOST}})\\p{M}+`, "gu");
const LEADING_MARKS = /(^|\s)\p{M}+/gu;

/**
 * Returns a text in its displayed form: NFC, one line, without invisible characters and without marks that cover
 * others. "" if nothing is left. Does not shorten: the lobby refuses texts that are too long.
 */
export function sanitizeText(raw: string): string {
  const visible = showable(raw);
  const censored = censor(visible);
  // An asterisk may have replaced an emoji and left its joiner.
  return censored === visible ? visible : showable(censored);
}

function showable(raw: string): string {
  // Keep invisible characters only where they join emoji or letters.
  const parts: string[] = [];
  let from = 0;
  const spaced = raw.normalize("NFC").replace(SPACES, " ");
  for (const { 0: emoji, index } of spaced.matchAll(JOINED)) {
    parts.push(spaced.slice(from, index).replace(UNSEEN, ""), emoji);
    from = index + emoji.length;
  }
  parts.push(spaced.slice(from).replace(UNSEEN, ""));
  const seen = parts.join("").replace(LEADING_MARKS, "$1").replace(STACKED, "$1").replace(SPACES, " ").trim();
  // Removed characters may have separated parts of one character.
  return seen.normalize("NFC");
}

/** The same for a reason that moderators read; it is shortened. */
export function sanitizeReason(raw: string, most: number): string {
  const text = sanitizeText(raw);
  return isLonger(text, most) ? [...text].slice(0, most).join("") : text;
}
