import type { ArenaFrame } from "../model/frame.ts";
import type { CameraView } from "./plane.ts";

/** A window of this area, CSS px², shows the world at zoom 1. */
const REFERENCE_AREA = 1280 * 760;
const MIN_ZOOM = 0.58;
const MAX_ZOOM = 2.4;
/** Look-ahead in the direction of flight, s, and its maximum share of the view. */
const LOOK_AHEAD_S = 0.34;
const LOOK_AHEAD_SHARE = 0.17;
const LOOK_AHEAD_EASE_S = 0.55;
/** At this speed, px/s, the view is widest. */
const WIDE_SPEED = 640;
const WIDE_FACTOR = 0.8;
const ZOOM_EASE_S = 1.1;
const SHAKE_FADE_PER_S = 1.7;
const SHAKE_PX = 15;
/** A focus that jumps farther than this, px, was teleported: the camera cuts. */
const CUT_PX = 600;

/**
 * The camera: exactly on the focus, plus an offset that eases. So the ship responds at once, and only the composition
 * takes time.
 */
export class CameraRig {
  readonly view: CameraView = { x: 0, y: 0, width: 1, height: 1, zoom: 1 };
  x = 0;
  y = 0;
  /** Strength of shaking, 0–1. */
  shakeScale = 1;
  #aheadX = 0;
  #aheadY = 0;
  #wide = 1;
  #shake = 0;
  #focusX = Number.NaN;
  #focusY = Number.NaN;

  /** @param strength 0–1; the strongest current shake counts */
  shake(strength: number): void {
    this.#shake = Math.min(1, Math.max(this.#shake, strength));
  }

  /** @param width of the window, CSS px */
  update(focus: ArenaFrame["focus"], width: number, height: number, dtS: number, timeS: number): void {
    const base = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, Math.sqrt((width * height) / REFERENCE_AREA)));
    const speed = Math.sqrt(focus.vx * focus.vx + focus.vy * focus.vy);
    const cut = !(Math.abs(focus.x - this.#focusX) + Math.abs(focus.y - this.#focusY) < CUT_PX);
    this.#focusX = focus.x;
    this.#focusY = focus.y;
    const limit = (Math.min(width, height) / base) * LOOK_AHEAD_SHARE;
    const ahead = speed > 0 ? Math.min(limit, speed * LOOK_AHEAD_S) / speed : 0;
    const ease = cut ? 1 : 1 - Math.exp(-dtS / LOOK_AHEAD_EASE_S);
    this.#aheadX += (focus.vx * ahead - this.#aheadX) * ease;
    this.#aheadY += (focus.vy * ahead - this.#aheadY) * ease;
    const wide = 1 + (WIDE_FACTOR - 1) * Math.min(1, speed / WIDE_SPEED) ** 1.5;
    this.#wide += (wide - this.#wide) * (cut ? 1 : 1 - Math.exp(-dtS / ZOOM_EASE_S));

    this.#shake = Math.max(0, this.#shake - SHAKE_FADE_PER_S * dtS * (0.35 + this.#shake));
    const swing = this.#shake * this.#shake * SHAKE_PX * this.shakeScale;
    this.x = focus.x + this.#aheadX + swing * (Math.sin(timeS * 61) + Math.sin(timeS * 37 + 1)) * 0.6;
    this.y = focus.y + this.#aheadY + swing * (Math.sin(timeS * 53 + 2) + Math.sin(timeS * 43)) * 0.6;

    const view = this.view;
    view.zoom = base * this.#wide * focus.zoom;
    view.width = width / view.zoom;
    view.height = height / view.zoom;
    view.x = this.x - view.width / 2;
    view.y = this.y - view.height / 2;
  }
}
