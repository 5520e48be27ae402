import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headingFromAngle, mapControls } from "../../../client/input/mapper.ts";
import { type InputState, newInputState, releaseAll } from "../../../client/input/state.ts";
import { AIM_STEP, ALL_CONTROLS, CONTROL, type Controls } from "../../../shared/arena/controls.ts";

function mapped(part: Partial<InputState>): Controls {
  const out = { bits: -1, aim: -1 };
  mapControls({ ...newInputState(), ...part }, out);
  return out;
}

const bits = fc.integer({ min: 0, max: ALL_CONTROLS & ~CONTROL.aim });
const angle = fc.option(fc.double({ min: -10, max: 10, noNaN: true }));
const states = fc.record<InputState>({
  keys: bits,
  mouse: bits,
  pad: bits,
  touch: bits,
  steering: fc.constantFrom("keys", "pointer", "stick"),
  pointerAngle: angle,
  stickAngle: angle,
});

describe("controls from input", () => {
  it("joins what every device holds", () => {
    expect(mapped({ keys: CONTROL.thrust, mouse: CONTROL.primary, pad: CONTROL.boost, touch: CONTROL.dock }).bits).toBe(
      CONTROL.thrust | CONTROL.primary | CONTROL.boost | CONTROL.dock,
    );
  });

  it("aims where the device used last points, in steps", () => {
    const east = mapped({ steering: "pointer", pointerAngle: 0, stickAngle: 1 });
    expect(east).toEqual({ bits: CONTROL.aim, aim: 0 });
    expect(mapped({ steering: "stick", pointerAngle: 0, stickAngle: Math.PI / 2 }).aim).toBe(16384);
    expect(mapped({ steering: "pointer", pointerAngle: -Math.PI / 2 }).aim).toBe(49152);
    expect(mapped({ steering: "keys", pointerAngle: 1, stickAngle: 1 })).toEqual({ bits: 0, aim: 0 });
  });

  it("lets turn keys win over an aim, and opposite controls cancel", () => {
    expect(mapped({ steering: "pointer", pointerAngle: 1, keys: CONTROL.left })).toEqual({
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

  it("D2: gives only what the wire knows, whatever the devices say", () => {
    fc.assert(
      fc.property(states, (state) => {
        const out = { bits: -1, aim: -1 };
        mapControls(state, out);
        expect(out.bits & ~ALL_CONTROLS).toBe(0);
        expect(Number.isInteger(out.aim) && out.aim >= 0 && out.aim < 65536 && out.aim % AIM_STEP === 0).toBe(true);
        expect(Object.is(out.aim, -0)).toBe(false);
        if ((out.bits & CONTROL.aim) === 0) expect(out.aim).toBe(0);
      }),
    );
  });

  it("asks for nothing once everything was let go", () => {
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
