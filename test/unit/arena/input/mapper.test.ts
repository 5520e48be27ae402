import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type InputState, newInputState, releaseAll } from "../../../../client/games/arena/input/input-state.ts";
import { headingFromAngle, mapControls } from "../../../../client/games/arena/input/map-controls.ts";
import { AIM_STEP, CLIENT_CONTROL_BITS, CONTROL, type Controls } from "../../../../shared/games/arena/controls.ts";

function mapped(part: Partial<InputState>): Controls {
  const out = { bits: -1, aim: -1 };
  mapControls({ ...newInputState(), ...part }, out);
  return out;
}

const bits = fc.integer({ min: 0, max: CLIENT_CONTROL_BITS & ~CONTROL.aim });
const angle = fc.option(fc.double({ min: -10, max: 10, noNaN: true }));
const states = fc.record<InputState>({
  keys: bits,
  mouse: bits,
  gamepad: bits,
  touch: bits,
  turnDevice: fc.constantFrom("keys", "pointer", "stick"),
  pointerAngle: angle,
  stickAngle: angle,
});

describe("controls from input", () => {
  it("combines the controls of all devices", () => {
    expect(
      mapped({ keys: CONTROL.thrust, mouse: CONTROL.primary, gamepad: CONTROL.boost, touch: CONTROL.dock }).bits,
    ).toBe(CONTROL.thrust | CONTROL.primary | CONTROL.boost | CONTROL.dock);
  });

  it("aims where the last used device points, in steps", () => {
    const east = mapped({ turnDevice: "pointer", pointerAngle: 0, stickAngle: 1 });
    expect(east).toEqual({ bits: CONTROL.aim, aim: 0 });
    expect(mapped({ turnDevice: "stick", pointerAngle: 0, stickAngle: Math.PI / 2 }).aim).toBe(16384);
    expect(mapped({ turnDevice: "pointer", pointerAngle: -Math.PI / 2 }).aim).toBe(49152);
    expect(mapped({ turnDevice: "keys", pointerAngle: 1, stickAngle: 1 })).toEqual({ bits: 0, aim: 0 });
  });

  it("lets turn keys win over an aim, and opposite controls cancel", () => {
    expect(mapped({ turnDevice: "pointer", pointerAngle: 1, keys: CONTROL.left })).toEqual({
      bits: CONTROL.left,
      aim: 0,
    });
    expect(mapped({ keys: CONTROL.left | CONTROL.right | CONTROL.thrust | CONTROL.reverse })).toEqual({
      bits: 0,
      aim: 0,
    });
  });

  it("wraps a heading to the turn's start rather than to its end", () => {
    expect(headingFromAngle(-1e-9)).toBe(0);
    expect(headingFromAngle(2 * Math.PI - 1e-9)).toBe(0);
  });

  it("D2: gives only controls that the wire can carry, whatever the devices report", () => {
    fc.assert(
      fc.property(states, (state) => {
        const out = { bits: -1, aim: -1 };
        mapControls(state, out);
        expect(out.bits & ~CLIENT_CONTROL_BITS).toBe(0);
        expect(Number.isInteger(out.aim) && out.aim >= 0 && out.aim < 65536 && out.aim % AIM_STEP === 0).toBe(true);
        expect(Object.is(out.aim, -0)).toBe(false);
        if ((out.bits & CONTROL.aim) === 0) expect(out.aim).toBe(0);
      }),
    );
  });

  it("is empty once everything is released", () => {
    fc.assert(
      fc.property(states, (state) => {
        releaseAll(state);
        const out = { bits: -1, aim: -1 };
        mapControls(state, out);
        expect(out).toEqual({ bits: 0, aim: 0 });
      }),
    );
  });
});
