/** A point in the plane of a picture, world px or units of a radius. */
export type Point = readonly [number, number];

/** White of this brightness (0–1) and opacity: tints are applied when a frame is stamped. */
export function grey(level: number, alpha = 1): string {
  const v = Math.round(level * 255);
  return `rgba(${v},${v},${v},${alpha})`;
}

export function trace(pen: CanvasRenderingContext2D, points: readonly Point[], scale: number, closed = true): void {
  pen.beginPath();
  for (let i = 0; i < points.length; i++) pen.lineTo(points[i][0] * scale, points[i][1] * scale);
  if (closed) pen.closePath();
}

/** The upper half of an outline from nose to tail, and its mirror image. */
export function mirrored(half: readonly Point[]): Point[] {
  const lower: Point[] = half.filter(([, y]) => y !== 0).map(([x, y]) => [x, -y]);
  return [...half, ...lower.reverse()];
}

/** Numbers from 0 to 1, the same at every start, so that pictures do not vary. */
export function sequence(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    state ^= state >>> 15;
    return (state >>> 0) / 4294967296;
  };
}

/** A disc that fades outward. Stops: distance 0–1, brightness, opacity. */
export function radial(
  pen: CanvasRenderingContext2D,
  radius: number,
  stops: readonly (readonly [at: number, level: number, alpha: number])[],
): void {
  const gradient = pen.createRadialGradient(0, 0, 0, 0, 0, radius);
  for (const [at, level, alpha] of stops) gradient.addColorStop(at, grey(level, alpha));
  pen.fillStyle = gradient;
  pen.fillRect(-radius, -radius, radius * 2, radius * 2);
}
