import type { HudView } from "./part.ts";

/** Where a pointer to something off the screen sits: page px, and the direction it points in, radians. */
export interface EdgePoint {
  x: number;
  y: number;
  angle: number;
}

/**
 * The place of a pointer to a point of the world that is off the screen, into `out`; false when the point is on screen.
 * Pointers keep to an ellipse inside the screen, so that the corners are free for panels.
 * @param insetPx free space between the ellipse and the screen's sides
 */
export function edgePoint(view: HudView, x: number, y: number, insetPx: number, out: EdgePoint): boolean {
  const dx = (x - view.x) * view.zoom;
  const dy = (y - view.y) * view.zoom;
  if (Math.abs(dx) <= view.width / 2 && Math.abs(dy) <= view.height / 2) return false;
  const radiusX = Math.max(1, view.width / 2 - insetPx);
  const radiusY = Math.max(1, view.height / 2 - insetPx);
  const reach = Math.hypot(dx / radiusX, dy / radiusY);
  out.x = view.width / 2 + dx / reach;
  out.y = view.height / 2 + dy / reach;
  out.angle = Math.atan2(dy, dx);
  return true;
}
