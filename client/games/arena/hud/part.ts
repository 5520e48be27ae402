import type { ArenaFrame } from "../model/frame.ts";

/** The camera's view and the size of the page: world px and page px. */
export interface HudView {
  /** Centre of the view in the world. */
  x: number;
  y: number;
  /** Page px per world px. */
  zoom: number;
  width: number;
  height: number;
}

/** A part of the HUD. It owns its nodes and changes the page only when something changed. */
export interface HudPart {
  readonly root: HTMLElement;
  update(frame: ArenaFrame, view: HudView, nowMs: number): void;
  /** Releases resources that would outlive its nodes. */
  dispose?(): void;
}
