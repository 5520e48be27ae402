import { describe, expect, it } from "vitest";
import { ControlSampler } from "../../../../client/games/arena/model/control-sampler.ts";
import { decodeClientCommand } from "../../../../shared/games/arena/client-command.ts";
import { CONTROL } from "../../../../shared/games/arena/controls.ts";

/** What is sent for a tick: bits, or null. */
function sent(control: ControlSampler, tick: number): number | null {
  const bytes = control.sample(tick, 0);
  if (bytes === null) return null;
  const command = decodeClientCommand(bytes);
  return command.type === "controls" ? command.bits : null;
}

describe("ControlSampler", () => {
  it("keeps a trigger that was pulled and released between two ticks", () => {
    const control = new ControlSampler();
    sent(control, 1);
    control.hold(CONTROL.primary, 0);
    control.hold(0, 0);
    expect(control.now().bits).toBe(CONTROL.primary);
    expect([sent(control, 2), sent(control, 3), sent(control, 4)]).toEqual([CONTROL.primary, 0, null]);
  });

  it("presses the dock once, however long the key is held, and never by a keep-alive", () => {
    const control = new ControlSampler();
    const presses: number[] = [];
    for (let tick = 1; tick <= 100; tick++) {
      control.hold(tick >= 10 ? CONTROL.dock : 0, 0);
      if (((sent(control, tick) ?? 0) & CONTROL.dock) !== 0) presses.push(tick);
    }
    expect(presses).toEqual([10]);
  });

  it("rounds the aim, and drops it while it is not aimed with", () => {
    const control = new ControlSampler();
    control.hold(CONTROL.aim, 65_530);
    expect(control.now().aim).toBe(0);
    control.hold(CONTROL.aim, 1000);
    expect(control.now().aim).toBe(1024);
    control.hold(CONTROL.thrust, 1000);
    expect(control.now().aim).toBe(0);
  });

  it("sends triggers while weapons are locked, but predicts no shots", () => {
    const control = new ControlSampler();
    control.armed = false;
    control.hold(CONTROL.primary | CONTROL.thrust, 0);
    expect(control.now().bits).toBe(CONTROL.thrust);
    expect(sent(control, 1)).toBe(CONTROL.primary | CONTROL.thrust);
  });

  it("predicts a drifting ship while the connection is lost", () => {
    const control = new ControlSampler();
    control.connected = false;
    control.hold(CONTROL.thrust, 0);
    expect(control.now().bits).toBe(0);
  });
});
