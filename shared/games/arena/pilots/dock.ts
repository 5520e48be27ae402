import { ONE } from "../../../math/fixed.ts";
import { CONTROL, type Controls } from "../controls.ts";
import type { Contact, PilotView } from "../pilot-view.ts";
import { distancePx } from "./course.ts";
import { travel } from "./steer.ts";

/** Stricter than the rules for docking: well inside the ring, and well below the largest speed. */
const DOCK_WITHIN_PX = 60;
const DOCK_SPEED = 0.9;
/** Interval of presses, so that a pilot that runs rarely does not undock at once. */
const PRESS_EVERY_TICKS = 24;

/** Flies to a station and docks there. */
export function dockAt(view: PilotView, station: Contact, hurry: boolean, out: Controls): void {
  travel(view, station, 0, hurry, out);
  const { helm } = view;
  const dx = (helm.vx - station.vx) / ONE;
  const dy = (helm.vy - station.vy) / ONE;
  const slow = dx * dx + dy * dy < DOCK_SPEED * DOCK_SPEED;
  if (slow && distancePx(view, station) < DOCK_WITHIN_PX) pressDock(view, out);
}

/** Presses the dock key every {@link PRESS_EVERY_TICKS}. */
export function pressDock(view: PilotView, out: Controls): void {
  if ((view.tick + view.seat) % PRESS_EVERY_TICKS < 3) out.bits |= CONTROL.dock;
}

export function nearestStation(view: PilotView): Contact | null {
  let nearest: Contact | null = null;
  let nearestPx = Number.POSITIVE_INFINITY;
  for (let i = 0; i < view.stations.count; i++) {
    const px = distancePx(view, view.stations.items[i]);
    if (px >= nearestPx) continue;
    nearest = view.stations.items[i];
    nearestPx = px;
  }
  return nearest;
}
