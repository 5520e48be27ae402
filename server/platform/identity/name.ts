import { JoinRefused } from "../../runtime/room-definition.ts";
import { stripJoiners, stripUsedJoiners } from "./joiners.ts";
import { skeleton } from "./skeleton.ts";

export const MAX_NAME_CHARS = 16;
/** Looked at before normalisation, so that its work is bounded; UTF-16 units. */
const RAW_MOST = 256;
/** Marks that may sit on one character. */
const MARKS_MOST = 2;

/** Controls, formats (joiners, directions, tags), lone surrogates, private use, unassigned; fillers and other blanks. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;
const SPACES = /\p{White_Space}+/gu;
const MARK = /\p{M}/gu;
const STACKED = new RegExp(`^\\p{M}|\\p{M}{${MARKS_MOST + 1}}`, "u");
const VISIBLE = /[\p{L}\p{N}\p{S}]/u;

/**
 * A pilot's name as everyone will see it: NFC, single spaces, 1 to 16 visible characters, of which those count that are joined to
 * one emoji. Throws {@link JoinRefused}.
 */
export function parsePlayerName(raw: unknown): string {
  if (typeof raw !== "string") throw refuse(raw === undefined ? "is missing" : "is not text");
  if (raw.length > RAW_MOST) throw refuse(`is ${raw.length} units long`);
  const name = raw.normalize("NFC").replace(SPACES, " ").trim();
  const plain = stripUsedJoiners(name);
  const unseen = UNSEEN.exec(plain)?.[0].codePointAt(0);
  if (unseen !== undefined) throw refuse(`holds U+${hex(unseen)}, which cannot be seen`);
  if (STACKED.test(plain)) throw refuse(`has accents without a letter, or more than ${MARKS_MOST} on one`);
  const visible = [...stripJoiners(name).replace(MARK, "")].length;
  if (visible > MAX_NAME_CHARS) throw refuse(`is ${visible} characters long`);
  if (!VISIBLE.test(plain)) throw refuse(name === "" ? "is empty" : "holds no letter, digit or symbol");
  return name;
}

/**
 * What a name is told by, in lines: names that share a line look the same to most people. One line is as it would look in
 * small letters, the other as it is; Greek Ν is a Latin N, but its small ν is a v. Lines that are equal are one. Joiners make no
 * difference.
 */
export function nameKey(name: string): string {
  const plain = stripJoiners(name).normalize("NFKC");
  return [...new Set([look(plain.toLowerCase()), look(plain)])].join("\n");
}

/** Whether the names of two keys look the same. */
export function looksAlike(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.includes("\n") && !b.includes("\n")) return false;
  const lines = a.split("\n");
  return b.split("\n").some((line) => lines.includes(line));
}

/** In small letters, where i stands for the small l that a capital I looks like. */
function look(text: string): string {
  return skeleton(skeleton(text).normalize("NFKC").toLowerCase()).replaceAll("i", "l");
}

function refuse(fault: string): JoinRefused {
  return new JoinRefused("badOption", `name: ${fault}; 1 to ${MAX_NAME_CHARS} visible characters are accepted`);
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, "0");
}
