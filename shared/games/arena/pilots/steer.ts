import { ONE, TURN, turnBetween } from "../../../math/fixed.ts";
import { headingOf } from "../../../math/trig.ts";
import { AIM_STEP, CONTROL, type Controls } from "../controls.ts";
import { hullOf } from "../data/hulls.ts";
import type { Contact, PilotView } from "../pilot-view.ts";
import { avoid, type Course, distancePx, seek, topSpeed } from "./course.ts";

/** A coarse aim is enough to fly, and is sent less often. */
const FLIGHT_AIM_STEP = 8 * AIM_STEP;
/** Smaller differences in velocity are ignored, px per tick. */
const REST = 0.18;
const BOOST_GAP = 2.5;
const THRUST_WITHIN = TURN / 9;

export function releaseControls(out: Controls): void {
  out.bits = 0;
  out.aim = 0;
}

/** Turns the nose to a heading; `step` is a multiple of {@link AIM_STEP}. */
export function face(out: Controls, heading: number, step: number = AIM_STEP): void {
  out.bits |= CONTROL.aim;
  out.aim = (Math.floor(heading / step + 0.5) * step) & (TURN - 1);
}

/** Brings the velocity to the course: turns the nose along the difference, and thrusts once it points there. */
export function fly(view: PilotView, course: Course, hurry: boolean, out: Controls): void {
  const { helm } = view;
  const dx = course.x - helm.vx / ONE;
  const dy = course.y - helm.vy / ONE;
  const gap = Math.sqrt(dx * dx + dy * dy);
  if (gap < REST) return;
  const heading = headingOf(dx, dy);
  face(out, heading, FLIGHT_AIM_STEP);
  if (Math.abs(turnBetween(helm.heading, heading)) > THRUST_WITHIN) return;
  out.bits |= CONTROL.thrust;
  if (hurry && gap > BOOST_GAP && helm.energy * 2 > hullOf(helm.hull).energy) out.bits |= CONTROL.boost;
}

/** Keeps the nose on the aim, and thrusts or reverses where that helps to reach the course. */
export function strafe(view: PilotView, course: Course, aim: number, out: Controls): void {
  const { helm } = view;
  const dx = course.x - helm.vx / ONE;
  const dy = course.y - helm.vy / ONE;
  face(out, aim);
  if (Math.sqrt(dx * dx + dy * dy) < 2 * REST) return;
  const off = Math.abs(turnBetween(helm.heading, headingOf(dx, dy)));
  if (off < TURN / 6) out.bits |= CONTROL.thrust;
  else if (off > TURN / 3) out.bits |= CONTROL.reverse;
}

const way: Course = { x: 0, y: 0 };

/** Flies to rest at `stopPx` from `to`, around obstacles. */
export function travel(view: PilotView, to: Contact, stopPx: number, hurry: boolean, out: Controls): void {
  seek(view, to, stopPx, topSpeed(view) * (hurry ? 1.5 : 1), way);
  avoid(view, way, 0);
  fly(view, way, hurry && distancePx(view, to) > 600, out);
}
