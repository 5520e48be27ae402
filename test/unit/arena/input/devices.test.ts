import { describe, expect, it } from "vitest";
import { readGamepad } from "../../../../client/games/arena/input/gamepad.ts";
import { readStick } from "../../../../client/games/arena/input/touch.ts";
import { CONTROL } from "../../../../shared/games/arena/controls.ts";

const pad = (axes: number[], pressed: Record<number, number> = {}) => ({
  axes,
  buttons: Array.from({ length: 17 }, (_, i) => ({ pressed: (pressed[i] ?? 0) > 0.9, value: pressed[i] ?? 0 })),
});

describe("a gamepad", () => {
  it("aims with its left stick, outside the dead zone", () => {
    expect(readGamepad(pad([0.1, -0.2])).angle).toBeNull();
    expect(readGamepad(pad([0, -1])).angle).toBeCloseTo(-Math.PI / 2);
  });

  it("thrusts with a trigger pulled a little, and fires with A", () => {
    expect(readGamepad(pad([0, 0], { 7: 0.4, 0: 1 })).bits).toBe(CONTROL.thrust | CONTROL.primary);
    expect(readGamepad(pad([0, 0], { 7: 0.1 })).bits).toBe(0);
  });

  it("may have fewer buttons and axes than the standard", () => {
    expect(readGamepad({ axes: [], buttons: [] })).toEqual({ bits: 0, angle: null });
  });
});

describe("a touch stick", () => {
  it("aims when pushed a little and thrusts when pushed far", () => {
    expect(readStick(4, 0)).toEqual({ angle: null, bits: 0 });
    expect(readStick(0, 20)).toEqual({ angle: Math.PI / 2, bits: 0 });
    expect(readStick(-60, 0)).toEqual({ angle: Math.PI, bits: CONTROL.thrust });
  });
});
