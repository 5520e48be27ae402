import { ONE } from "../../math/fixed.ts";

/**
 * When a point that moves from (dx, dy) by (ex, ey), relative to a circle's centre, first touches the circle: 0 … 1 of the way;
 * 2: never. Solves |d + t·e| = radius for the smaller t. All but the radius in px/65536.
 */
export function sweepCircle(dx: number, dy: number, ex: number, ey: number, radiusPx: number): number {
  const x = dx / ONE;
  const y = dy / ONE;
  const c = x * x + y * y - radiusPx * radiusPx;
  if (c <= 0) return 0;
  const vx = ex / ONE;
  const vy = ey / ONE;
  const b = x * vx + y * vy;
  if (b >= 0) return 2;
  const a = vx * vx + vy * vy;
  const root = b * b - a * c;
  if (root < 0) return 2;
  const t = (-b - Math.sqrt(root)) / a;
  return t <= 1 ? t : 2;
}
