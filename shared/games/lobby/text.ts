/** Whether a text is longer than a number of code points. */
export function isLonger(text: string, most: number): boolean {
  if (text.length <= most) return false;
  let count = 0;
  for (const _ of text) if (++count > most) return true;
  return false;
}
