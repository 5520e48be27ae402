import type { HudView } from "./part.ts";

/** A pointer to something off the screen: page px, and its direction, radians. */
export interface EdgePoint {
  x: number;
  y: number;
  angle: number;
}

/** Half axes of the ellipse of pointers, as shares of the screen; the corners are for panels. */
const HALF_WIDTH = 0.43;
const HALF_HEIGHT = 0.39;

/** Writes the place of a pointer to a world position into `out`. Returns false if the position is on screen. */
export function edgePoint(view: HudView, x: number, y: number, out: EdgePoint): boolean {
  const dx = (x - view.x) * view.zoom;
  const dy = (y - view.y) * view.zoom;
  if (Math.abs(dx) <= view.width / 2 && Math.abs(dy) <= view.height / 2) return false;
  const reach = Math.hypot(dx / (view.width * HALF_WIDTH), dy / (view.height * HALF_HEIGHT));
  out.x = view.width / 2 + dx / reach;
  out.y = view.height / 2 + dy / reach;
  out.angle = Math.atan2(dy, dx);
  return true;
}
