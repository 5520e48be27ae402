import type { ArenaFrame } from "../model/frame.ts";
import type { Frame } from "./atlas.ts";
import { type Colour, dim } from "./palette.ts";
import type { RenderContext } from "./render-context.ts";

const ORBIT: Colour = 0x3f7dc8;
const EDGE: Colour = 0xff3d6e;

/** Draws orbits, the reach of each body's gravity, and the edge of the map: faint. */
export class MapLineRenderer {
  readonly #hair: Frame;
  readonly #line: Frame;

  constructor(readonly stage: RenderContext) {
    this.#hair = stage.atlas.frame("hair");
    this.#line = stage.atlas.frame("line");
  }

  update(frame: ArenaFrame): void {
    if (!frame.config) return;
    const { map } = frame.config;
    for (let i = 0; i < map.bodies.length; i++) {
      const body = map.bodies[i];
      const at = frame.bodies[i];
      if (body.parent >= 0) {
        const around = frame.bodies[body.parent];
        this.#circle(around.x, around.y, body.orbitPx, dim(ORBIT, 0.34), 6, false);
      }
      this.#circle(at.x, at.y, body.reachPx, dim(body.tint, 0.3), 5, true);
    }
    const away = Math.sqrt(frame.focus.x ** 2 + frame.focus.y ** 2);
    const near = 1 - Math.min(1, Math.max(0, (map.radiusPx - away) / 1400));
    if (near <= 0) return;
    const pulse = 0.75 + 0.25 * Math.sin(this.stage.timeS * 3);
    this.#circle(0, 0, map.radiusPx, dim(EDGE, (0.25 + 0.55 * near) * pulse), 26, false);
    for (let i = 1; i < 6; i++) this.#circle(0, 0, map.radiusPx + i * 46, dim(EDGE, (near * 0.32) / i), 8, true);
  }

  /** Draws the visible part of a circle, in pieces that do not move with the view. */
  #circle(cx: number, cy: number, radius: number, colour: Colour, width: number, dashed: boolean): void {
    const { view } = this.stage.camera;
    const vx = view.x + view.width / 2 - cx;
    const vy = view.y + view.height / 2 - cy;
    const half = Math.sqrt(view.width * view.width + view.height * view.height) / 2;
    const away = Math.sqrt(vx * vx + vy * vy);
    if (away > radius + half || away + half < radius) return;
    const pieces = Math.max(64, 2 * Math.round((Math.PI * radius) / (dashed ? 26 : 40)));
    const step = (Math.PI * 2) / pieces;
    const cosine = (radius * radius + away * away - half * half) / (2 * radius * away || 1);
    const reach = cosine <= -1 || away < 1 ? Math.PI : Math.acos(Math.min(1, cosine));
    const middle = Math.atan2(vy, vx);
    const first = Math.floor((middle - reach) / step);
    const last = Math.min(first + pieces, Math.ceil((middle + reach) / step));
    const plane = this.stage.lines;
    const frame = width > 10 ? this.#line : this.#hair;
    for (let i = first; i < last; i++) {
      if (dashed && i & 1) continue;
      const a = i * step;
      const b = a + step;
      plane.stretch(
        frame,
        cx + Math.cos(a) * radius,
        cy + Math.sin(a) * radius,
        cx + Math.cos(b) * radius,
        cy + Math.sin(b) * radius,
        width,
        colour,
        colour,
      );
    }
  }
}
