import { JoinRefused } from "../../runtime/room-definition.ts";
import { stripJoiners, stripUsedJoiners } from "./joiners.ts";
import { skeleton } from "./skeleton.ts";

export const MAX_NAME_CHARS = 16;
/** Length limit before normalization, which bounds its work; UTF-16 units. */
const RAW_MOST = 256;
/** Maximum number of combining marks per character. */
const MARKS_MOST = 2;

/**
 * Characters that a name must not have: controls, formats (joiners, directions, tags), lone surrogates, private use,
 * unassigned; fillers and other blanks.
 */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;
const SPACES = /\p{White_Space}+/gu;
const MARK = /\p{M}/gu;
const STACKED = new RegExp(`^\\p{M}|\\p{M}{${MARKS_MOST + 1}}`, "u");
const VISIBLE = /[\p{L}\p{N}\p{S}]/u;

/**
 * Validates a player's name and returns its displayed form: NFC, single spaces, 1 to 16 visible characters; an emoji
 * counts as one. Throws {@link JoinRefused}.
 */
export function parsePlayerName(raw: unknown): string {
  if (typeof raw !== "string") throw refuse(raw === undefined ? "is missing" : "is not text");
  if (raw.length > RAW_MOST) throw refuse(`is ${raw.length} characters long`);
  const name = raw.normalize("NFC").replace(SPACES, " ").trim();
  const plain = stripUsedJoiners(name);
  const unseen = UNSEEN.exec(plain)?.[0].codePointAt(0);
  if (unseen !== undefined) throw refuse(`contains U+${hex(unseen)}, which is invisible`);
  if (STACKED.test(plain)) throw refuse(`has accents without a letter, or more than ${MARKS_MOST} on one`);
  const visible = [...stripJoiners(name).replace(MARK, "")].length;
  if (visible > MAX_NAME_CHARS) throw refuse(`is ${visible} characters long`);
  if (!VISIBLE.test(plain)) throw refuse(name === "" ? "is empty" : "contains no letter, digit or symbol");
  return name;
}

/**
 * A key of how a name looks, in one or two lines: names that share a line look the same to most people. One line is the
 * look of the lowercase form, the other of the name itself; Greek Ν looks like a Latin N, but its lowercase ν like a v.
 * Equal lines are merged. Joiners are ignored.
 */
export function nameKey(name: string): string {
  const plain = stripJoiners(name).normalize("NFKC");
  return [...new Set([look(plain.toLowerCase()), look(plain)])].join("\n");
}

/** Whether two names look the same, by their keys. */
export function looksAlike(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.includes("\n") && !b.includes("\n")) return false;
  const lines = a.split("\n");
  return b.split("\n").some((line) => lines.includes(line));
}

/** The look of a text in lowercase, with i for the small l that a capital I looks like. */
function look(text: string): string {
  return skeleton(skeleton(text).normalize("NFKC").toLowerCase()).replaceAll("i", "l");
}

function refuse(fault: string): JoinRefused {
  return new JoinRefused("badOption", `name: ${fault}; 1 to ${MAX_NAME_CHARS} visible characters are accepted`);
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, "0");
}
