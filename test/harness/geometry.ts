interface Point {
  readonly x: number;
  readonly y: number;
}

/** Distance of a point from the segment between two others, px. */
export function distanceToLine(place: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((place.x - from.x) * dx + (place.y - from.y) * dy) / (dx * dx + dy * dy);
  const at = Math.max(0, Math.min(1, along));
  return Math.hypot(place.x - from.x - dx * at, place.y - from.y - dy * at);
}
