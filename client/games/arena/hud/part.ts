import type { ArenaFrame } from "../model/frame.ts";

/** Where the arena's camera looks, and how large the page is: px of the world and of the page. */
export interface HudView {
  /** Centre of the picture in the world. */
  x: number;
  y: number;
  /** Page px per world px. */
  zoom: number;
  width: number;
  height: number;
}

/** One piece of the HUD: owns its nodes, and writes to the page only what changed. */
export interface HudPart {
  readonly root: HTMLElement;
  update(frame: ArenaFrame, view: HudView, nowMs: number): void;
  /** Lets go of what outlives its nodes. */
  dispose?(): void;
}
