import { describe, expect, it } from "vitest";
import { hintText } from "../../../../client/games/arena/hud/hint-text.ts";
import { blankFrame, blankShip } from "../../../../client/games/arena/model/blank-views.ts";
import type { ArenaFrame } from "../../../../client/games/arena/model/frame.ts";
import { arenaConfig } from "../../../../shared/games/arena/config-codec.ts";

const KEYS = { dock: "F", first: "how to fly" };

function flying(change: (frame: ArenaFrame) => void): string {
  const frame = blankFrame();
  frame.config = arenaConfig();
  frame.ownShip = { ...blankShip(), armor: 1, shield: 1 };
  Object.assign(frame.own, { alive: true, nearStation: -1, dockedAt: -1, freeCargo: 8 });
  change(frame);
  return hintText(frame, KEYS, 60);
}

describe("the hint", () => {
  it("is empty when there is nothing to say", () => {
    expect(flying(() => undefined)).toBe("");
  });

  it("teaches to fly in the first seconds", () => {
    const frame = blankFrame();
    frame.config = arenaConfig();
    frame.ownShip = { ...blankShip(), armor: 1 };
    Object.assign(frame.own, { nearStation: -1, dockedAt: -1, freeCargo: 8 });
    expect(hintText(frame, KEYS, 2)).toBe("how to fly");
  });

  it("names the key and the station when the ship can dock, and says why it cannot otherwise", () => {
    expect(flying(({ own }) => Object.assign(own, { nearStation: 0, canDock: true }))).toBe(
      "Press F to dock at Tidewater",
    );
    expect(flying(({ own }) => Object.assign(own, { nearStation: 0, canDock: false }))).toBe(
      "Slow down to dock at Tidewater",
    );
    expect(flying(({ own }) => Object.assign(own, { dockedAt: 1 }))).toBe("Foundry: thrust or F to launch");
  });

  it("mentions docking before low armor, and low armor before a full hold", () => {
    const hurt = (frame: ArenaFrame) => {
      if (frame.ownShip) frame.ownShip.armor = 0.1;
      Object.assign(frame.own, { freeCargo: 0 });
      frame.own.cargo[0] = 8;
    };
    expect(flying(hurt)).toMatch(/^Armor low/);
    expect(
      flying((frame) => {
        hurt(frame);
        Object.assign(frame.own, { nearStation: 0, canDock: true });
      }),
    ).toMatch(/^Press F/);
    expect(flying(({ own }) => Object.assign(own, { freeCargo: 0, cargo: [8, 0, 0, 0] }))).toMatch(/^Hold full/);
  });
});
