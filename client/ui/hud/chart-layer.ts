import type { ArenaFrame } from "../../arena/frame.ts";
import { INK } from "../palette.ts";

/** Ships nearer than this are all shown as they are; farther than that, only the chart has them. px */
const SHOWN_PX = 1_100;
const UNKNOWN_PX = 1_700;
/** How long a glow takes to come and go, for two thirds of its strength. */
const EASE_MS = 350;
const STRONGEST = 0.5;
/** Across a glow, in cells; and on the page, at least so much. */
const GLOW_CELLS = 2.1;
const LEAST_PX = 9;
const SPRITE_PX = 32;

/** A soft glow on the map in every cell of the chart that holds ships which are out of view. */
export class ChartLayer {
  readonly #sprite = newGlow();
  #levels = new Float32Array(0);

  /** Lets glows come and go. @param passedMs since the last call */
  update({ chart, config, focus }: ArenaFrame, passedMs: number): void {
    const { side, cells } = chart;
    if (this.#levels.length !== cells.length) this.#levels = new Float32Array(cells.length);
    const radiusPx = config?.map.radiusPx ?? 0;
    const cellPx = (2 * radiusPx) / side;
    const share = 1 - Math.exp(-passedMs / EASE_MS);
    for (let i = 0; i < cells.length; i++) {
      let wanted = 0;
      if (cells[i] !== 0) {
        const x = ((i % side) + 0.5) * cellPx - radiusPx - focus.x;
        const y = (Math.floor(i / side) + 0.5) * cellPx - radiusPx - focus.y;
        wanted = Math.max(0, Math.min(1, (Math.sqrt(x * x + y * y) - SHOWN_PX) / (UNKNOWN_PX - SHOWN_PX)));
      }
      this.#levels[i] += (wanted - this.#levels[i]) * share;
    }
  }

  /** @param left @param top of the first cell, and how far cells are apart, px of the canvas */
  draw(context: CanvasRenderingContext2D, left: number, top: number, spacing: number): void {
    const side = Math.sqrt(this.#levels.length);
    const size = Math.max(LEAST_PX, spacing * GLOW_CELLS);
    context.globalCompositeOperation = "lighter";
    for (let i = 0; i < this.#levels.length; i++) {
      const level = this.#levels[i];
      if (level < 0.02) continue;
      context.globalAlpha = level * STRONGEST;
      const x = left + ((i % side) + 0.5) * spacing;
      const y = top + (Math.floor(i / side) + 0.5) * spacing;
      context.drawImage(this.#sprite, x - size / 2, y - size / 2, size, size);
    }
    context.globalAlpha = 1;
    context.globalCompositeOperation = "source-over";
  }
}

function newGlow(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SPRITE_PX;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  const middle = SPRITE_PX / 2;
  const light = context.createRadialGradient(middle, middle, 0, middle, middle, middle);
  light.addColorStop(0, `${INK.person}ff`);
  light.addColorStop(0.22, `${INK.person}88`);
  light.addColorStop(0.55, `${INK.person}22`);
  light.addColorStop(1, `${INK.person}00`);
  context.fillStyle = light;
  context.fillRect(0, 0, SPRITE_PX, SPRITE_PX);
  return canvas;
}
