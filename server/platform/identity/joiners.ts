/**
 * Joiners and variation selectors where Unicode uses them: within emoji (UTS #51), and where a letter's shape depends
 * on them, in the contexts A1, A2 and B of UAX #31 (section 2.3.1), A1 for the Arabic script only. Elsewhere they only
 * make two texts of the same look.
 */

/** Letters of the Arabic script that join on both sides, and on the preceding side only (ArabicShaping.txt). */
const DUAL =
  "\\u0620\\u0626\\u0628\\u062A-\\u062E\\u0633-\\u063F\\u0641-\\u0647\\u0649\\u064A\\u066E\\u066F\\u0678-\\u0687\\u069A-\\u06BF" +
  "\\u06C1\\u06C2\\u06CC\\u06CE\\u06D0\\u06D1\\u06FA-\\u06FC\\u06FF\\u0750-\\u0758\\u075C-\\u076A\\u076D-\\u0770\\u0772" +
  "\\u0775-\\u0777\\u077A-\\u077F\\u08A0-\\u08A9\\u08AF\\u08B0\\u08B3-\\u08B8\\u08BA-\\u08C8";
const RIGHT =
  "\\u0622-\\u0625\\u0627\\u0629\\u062F-\\u0632\\u0648\\u0671-\\u0673\\u0675-\\u0677\\u0688-\\u0699\\u06C0\\u06C3-\\u06CB\\u06CD" +
  "\\u06CF\\u06D2\\u06D3\\u06D5\\u06EE\\u06EF\\u0759-\\u075B\\u076B\\u076C\\u0771\\u0773\\u0774\\u0778\\u0779\\u08AA-\\u08AC" +
  "\\u08AE\\u08B1\\u08B2\\u08B9";
/** Signs that remove the vowel of the letter before, in scripts of South and Southeast Asia. */
const VIRAMA =
  "\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D4D\\u0DCA\\u1039\\u17D2\\u1B44\\u1BAA\\uA8C4\\uA953\\uA9C0";
const MARKS = "\\p{Mn}{0,2}";
const CONJUNCT = `(?<=\\p{L}${MARKS}[${VIRAMA}])`;

/** One joiner between the letters whose shape it changes, as the source of a regular expression with the flag `u`. */
export const JOINER_IN_WORD =
  `(?<=[${DUAL}]${MARKS})\\u200c(?=${MARKS}[${DUAL}${RIGHT}])` +
  `|${CONJUNCT}\\u200c(?=\\p{L})|${CONJUNCT}\\u200d(?!\\p{M})`;

const IN_WORD = new RegExp(JOINER_IN_WORD, "gu");
/** Properties of strings need `v`. */
const EMOJI_FLAGS = "gv";
const EMOJI = new RegExp("\\p{RGI_Emoji}", EMOJI_FLAGS);
const JOINERS = /\u200c|\u200d|\ufe0e|\ufe0f/g;

/** A placeholder for an emoji. */
const SYMBOL = "\u263a";

/** Removes all joiners that have a use and replaces each emoji by a symbol; joiners that remain have no use. */
export const stripUsedJoiners = (text: string): string => text.replace(EMOJI, SYMBOL).replace(IN_WORD, "");

/** Removes all joiners, because most people do not see them. */
export const stripJoiners = (text: string): string => text.replace(JOINERS, "");
