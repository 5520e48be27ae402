/** A stretch of a line; `own`: it calls the one who reads. */
export interface Stretch {
  readonly text: string;
  readonly own: boolean;
}

/** Cuts a line where it says `@` and this player's name, whatever the case. @param name "": nobody is called */
export function stretches(text: string, name: string): readonly Stretch[] {
  if (name === "" || !text.includes("@")) return [{ text, own: false }];
  const parts: Stretch[] = [];
  let from = 0;
  for (const { index, 0: found } of text.matchAll(pattern(name))) {
    if (index > from) parts.push({ text: text.slice(from, index), own: false });
    parts.push({ text: found, own: true });
    from = index + found.length;
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), own: false });
  return parts;
}

export function mentions(text: string, name: string): boolean {
  return stretches(text, name).some(({ own }) => own);
}

/** The end of a longer name is not the end of this one. */
function pattern(name: string): RegExp {
  const plain = name.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  return new RegExp(`@${plain}(?![\\p{L}\\p{N}_])`, "giu");
}
