import { describe, expect, it } from "vitest";
import { Blend } from "../../../client/net/blend.ts";

const FRAME_S = 1 / 60;
const SNAP = 500;
const RIGHT = { x: 0, y: 0, vx: 300, vy: 0, angle: 0 };

/** Draws a course for so many frames; how far each was drawn from where its speed would have brought it, and turned. */
function draw(blend: Blend, course: typeof RIGHT, frames: number, seconds = FRAME_S) {
  const jumps: number[] = [];
  const turns: number[] = [];
  let [x, y, angle] = [course.x + blend.x, course.y + blend.y, course.angle + blend.angle];
  for (let i = 0; i < frames; i++) {
    course.x += course.vx * seconds;
    course.y += course.vy * seconds;
    blend.decay(seconds);
    blend.limitDeviation(course, seconds);
    jumps.push(Math.hypot(course.x + blend.x - x - course.vx * seconds, course.y + blend.y - y - course.vy * seconds));
    turns.push(Math.abs(course.angle + blend.angle - angle));
    [x, y, angle] = [course.x + blend.x, course.y + blend.y, course.angle + blend.angle];
  }
  return { jumps, turns };
}

/** The server's word: it is `px` to one side of where it was thought to be, and looks another way. */
function correct(blend: Blend, course: typeof RIGHT, px: number, turn = 0): void {
  course.y -= px;
  course.angle -= turn;
  blend.addCorrection(0, px, turn);
}

function flying(): { blend: Blend; course: typeof RIGHT } {
  const [blend, course] = [new Blend(SNAP), { ...RIGHT }];
  draw(blend, course, 1);
  return { blend, course };
}

describe("Blend", () => {
  it.each([3, 20, 75])(
    "shows no more than 5 px a frame of a correction of %d px, and all of it in half a second",
    (px) => {
      const { blend, course } = flying();
      correct(blend, course, px);
      const { jumps } = draw(blend, course, 30);
      expect(Math.max(...jumps)).toBeLessThanOrEqual(5 + 1e-9);
      expect(Math.hypot(blend.x, blend.y)).toBeLessThan(1);
    },
  );

  it.each([150, 300, 490])("glides over %d px in a second, farther in a frame the farther it is", (px) => {
    const { blend, course } = flying();
    correct(blend, course, px);
    const { jumps } = draw(blend, course, 60);
    expect(Math.max(...jumps)).toBeLessThanOrEqual((px * 3) / 60 + 1e-9);
    expect(Math.hypot(blend.x, blend.y)).toBeLessThan(5);
  });

  it("shows a larger correction at once", () => {
    const { blend, course } = flying();
    correct(blend, course, SNAP + 1);
    expect([blend.x, blend.y]).toEqual([0, 0]);
    draw(blend, course, 1);
    expect([blend.x, blend.y]).toEqual([0, 0]);
  });

  it("also bounds the effect of a sudden change of speed, and of a jump of the present", () => {
    const { blend, course } = flying();
    const { x } = course;
    course.vx = -600;
    course.x += course.vx * FRAME_S;
    blend.limitDeviation(course, FRAME_S);
    // The mean of both speeds brings it there, give or take 5 px; it is 7.5 px off.
    expect(course.x + blend.x).toBeCloseTo(x + ((300 - 600) / 2) * FRAME_S - 5, 9);
    const drawn = course.x + blend.x;
    course.x += 20 * course.vx * FRAME_S;
    blend.limitDeviation(course, FRAME_S);
    expect(Math.abs(course.x + blend.x - (drawn + course.vx * FRAME_S))).toBeLessThanOrEqual((200 * 3) / 60);
  });

  it("allows for longer frames", () => {
    const { blend, course } = flying();
    correct(blend, course, 75);
    const { jumps } = draw(blend, course, 10, 0.05);
    expect(Math.max(...jumps)).toBeGreaterThan(10);
    expect(Math.max(...jumps)).toBeLessThanOrEqual(15 + 1e-9);
  });

  it("turns by no more than 9° a frame, the short way round", () => {
    const { blend, course } = flying();
    correct(blend, course, 0, 0.3 - 6.2);
    expect(blend.angle).toBeCloseTo(0.3 + 2 * Math.PI - 6.2, 9);
    correct(blend, course, 0, 2.5);
    const { turns } = draw(blend, course, 60);
    expect(Math.max(...turns)).toBeLessThanOrEqual(9.4 / 60 + 1e-9);
    expect(blend.angle).toBeCloseTo(0, 2);
  });

  it("keeps nothing after it is cleared", () => {
    const { blend, course } = flying();
    blend.addCorrection(0, 100, 1);
    blend.clear();
    course.x += 4_000;
    blend.limitDeviation(course, FRAME_S);
    expect([blend.x, blend.y, blend.angle]).toEqual([0, 0, 0]);
  });
});
