import { round } from "../math/fixed.ts";

/** A disc that slides: its centre, and its velocity per tick, all in integers. */
export interface MovingDisc {
  readonly x: number;
  readonly y: number;
  vx: number;
  vy: number;
}

/**
 * Lets two discs of one mass bounce off each other, where they touch and come nearer. They swap what brings them together
 * along the line of their centres, so that none of their momentum is lost.
 *
 * @param touchUnits distance of the centres at which they touch: the sum of both radii
 * @returns whether they bounced; if not, nothing is changed
 */
export function bounceDiscs(a: MovingDisc, b: MovingDisc, touchUnits: number): boolean {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const closing = (a.vx - b.vx) * dx + (a.vy - b.vy) * dy;
  if (closing <= 0 || square > touchUnits * touchUnits) return false;
  const [vx, vy] = [round((closing * dx) / square), round((closing * dy) / square)];
  a.vx -= vx;
  a.vy -= vy;
  b.vx += vx;
  b.vy += vy;
  return true;
}
