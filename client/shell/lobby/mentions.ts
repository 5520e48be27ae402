/** A part of a line; `own`: it mentions this player. */
export interface TextSpan {
  readonly text: string;
  readonly own: boolean;
}

/** After a mention: the name is only the beginning of a longer one. */
const NAME_CONTINUES = /^[\p{L}\p{N}_]/u;
/** Before a mention: the @ is inside a word, as in an e-mail address. */
const ENDS_WORD = /[\p{L}\p{N}]$/u;

/** Splits a line at each `@` with this player's name, ignoring case. @param name "": nobody is mentioned */
export function splitMentions(text: string, name: string): readonly TextSpan[] {
  const parts: TextSpan[] = [];
  let from = 0;
  if (name !== "") {
    const lower = name.toLowerCase();
    for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
      const end = at + 1 + name.length;
      if (text.slice(at + 1, end).toLowerCase() !== lower || NAME_CONTINUES.test(text.slice(end, end + 2))) continue;
      if (ENDS_WORD.test(text.slice(Math.max(0, at - 2), at))) continue;
      if (at > from) parts.push({ text: text.slice(from, at), own: false });
      parts.push({ text: text.slice(at, end), own: true });
      from = end;
      at = end - 1;
    }
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), own: false });
  return parts;
}

export function mentions(text: string, name: string): boolean {
  return splitMentions(text, name).some(({ own }) => own);
}
