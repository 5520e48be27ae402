import { Refused } from "../../clockwork/definition.ts";

export const NAME_MOST = 16;
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

/** A pilot's name as everyone will see it: NFC, single spaces, 1 to 16 visible characters. Throws {@link Refused}. */
export function readName(raw: unknown): string {
  if (typeof raw !== "string") throw refuse(raw === undefined ? "is missing" : "is not text");
  if (raw.length > RAW_MOST) throw refuse(`is ${raw.length} units long`);
  const name = raw.normalize("NFC").replace(SPACES, " ").trim();
  const unseen = UNSEEN.exec(name)?.[0].codePointAt(0);
  if (unseen !== undefined) throw refuse(`holds U+${hex(unseen)}, which cannot be seen`);
  if (STACKED.test(name)) throw refuse(`has accents without a letter, or more than ${MARKS_MOST} on one`);
  const visible = [...name.replace(MARK, "")].length;
  if (visible > NAME_MOST) throw refuse(`is ${visible} characters long`);
  if (!VISIBLE.test(name)) throw refuse(name === "" ? "is empty" : "holds no letter, digit or symbol");
  return name;
}

/** Names with the same key look the same to most people. */
export function nameKey(name: string): string {
  return name.normalize("NFKC").toLowerCase().normalize("NFKC");
}

function refuse(fault: string): Refused {
  return new Refused("badOption", `name: ${fault}; 1 to ${NAME_MOST} visible characters are accepted`);
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, "0");
}
