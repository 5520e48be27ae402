import { isqrt, round } from "../math/fixed.ts";

/** A disc that slides: its centre, and its velocity per tick, all in integers. */
export interface MovingDisc {
  x: number;
  y: number;
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

/** A point of a plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The distance between two points, in whole units, rounded down. */
export function distance(a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  return isqrt(dx * dx + dy * dy);
}

/**
 * Moves a disc by its velocity, for one tick, and slows it down in its direction, until it lies still.
 *
 * @param slowdown by how much friction lowers its speed: units per tick, each tick
 * @returns whether it still slides
 */
export function slideDisc(disc: MovingDisc, slowdown: number): boolean {
  disc.x += disc.vx;
  disc.y += disc.vy;
  const speed = isqrt(disc.vx * disc.vx + disc.vy * disc.vy);
  const left = Math.max(0, speed - slowdown);
  disc.vx = left === 0 ? 0 : round((disc.vx * left) / speed);
  disc.vy = left === 0 ? 0 : round((disc.vy * left) / speed);
  return left > 0;
}
