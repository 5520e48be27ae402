import { nextBelow, type RandomState } from "../../../math/random.ts";
import { cos, headingOf, sin } from "../../../math/trig.ts";
import type { Controls } from "../controls.ts";
import type { Contact, PilotView } from "../pilot-view.ts";
import { distancePx } from "./course.ts";
import { travel } from "./steer.ts";

const ARRIVED_PX = 450;
const point: Contact = { id: 0, x: 0, y: 0, vx: 0, vy: 0, radiusPx: 0 };

/** Flies from station to station; `memory[at]` is the next one, plus 1. */
export function patrol(view: PilotView, memory: Int32Array, at: number, random: RandomState, out: Controls): void {
  const { count, items } = view.stations;
  if (count === 0) return;
  if (memory[at] < 1 || memory[at] > count || distancePx(view, items[memory[at] - 1]) < ARRIVED_PX)
    memory[at] = 1 + nextBelow(random, count);
  travel(view, items[memory[at] - 1], 0.6 * ARRIVED_PX, false, out);
}

/** Flies to the nearest point of the nearest belt. */
export function flyToBelt(view: PilotView, out: Controls): void {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < view.belts.length; i++) {
    const belt = view.belts[i];
    if (belt.parent >= view.bodies.count) continue;
    const body = view.bodies.items[belt.parent];
    const middlePx = (belt.innerPx + belt.outerPx) / 2;
    const away = Math.abs(distancePx(view, body) - middlePx);
    if (away >= nearest) continue;
    nearest = away;
    const heading = headingOf(view.helm.x - body.x, view.helm.y - body.y);
    point.x = Math.trunc(body.x + cos(heading) * middlePx);
    point.y = Math.trunc(body.y + sin(heading) * middlePx);
    point.vx = body.vx;
    point.vy = body.vy;
  }
  if (nearest < Number.POSITIVE_INFINITY) travel(view, point, 0, nearest > 800, out);
}
