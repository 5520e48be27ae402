import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edgePoint } from "../../../../client/games/arena/hud/edge.ts";

const VIEW = { x: 1000, y: -500, zoom: 0.8, width: 1280, height: 720 };
const FREE_PX = 40;

describe("a pointer to something off the screen", () => {
  it("is not shown for something on the screen", () => {
    const out = { x: 0, y: 0, angle: 0 };
    expect(edgePoint(VIEW, 1000, -500, out)).toBe(false);
    expect(edgePoint(VIEW, 1000 + 1279 / 2 / 0.8, -500, out)).toBe(false);
    expect(edgePoint(VIEW, 1000 + 1281 / 2 / 0.8, -500, out)).toBe(true);
  });

  it("stays on the screen and points at its target", () => {
    const far = fc.integer({ min: -30_000, max: 30_000 });
    fc.assert(
      fc.property(far, far, (x, y) => {
        const out = { x: 0, y: 0, angle: 0 };
        if (!edgePoint(VIEW, x, y, out)) return;
        expect(out.x).toBeGreaterThanOrEqual(FREE_PX);
        expect(out.x).toBeLessThanOrEqual(VIEW.width - FREE_PX);
        expect(out.y).toBeGreaterThanOrEqual(FREE_PX);
        expect(out.y).toBeLessThanOrEqual(VIEW.height - FREE_PX);
        expect(Math.atan2(out.y - VIEW.height / 2, out.x - VIEW.width / 2)).toBeCloseTo(out.angle, 6);
      }),
    );
  });
});
