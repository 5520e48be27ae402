import type { HudView } from "./part.ts";

/** Where a pointer to something off the screen sits: page px, and the direction it points in, radians. */
export interface EdgePoint {
  x: number;
  y: number;
  angle: number;
}

/** Half axes of the ellipse that pointers keep to, as shares of the screen: it leaves the corners to the panels. */
const HALF_WIDTH = 0.43;
const HALF_HEIGHT = 0.39;

/** The place of a pointer to a point of the world that is off the screen, into `out`; false when it is on screen. */
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
