/** A value between two ticks. @param share of the way from `a` to `b`, 0–1 */
export function between(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** The same on a circle of so many units, the shorter way round: from 0 up to `size`. */
export function betweenWrapped(a: number, b: number, share: number, size: number): number {
  const way = b - a - size * Math.round((b - a) / size);
  const at = (a + way * share) % size;
  return at < 0 ? at + size : at;
}
