import type { ArenaFrame } from "../model/frame.ts";
import { ChartLevels } from "./chart-levels.ts";
import { INK_COLOURS } from "./palette.ts";

const STRONGEST = 0.75;
const FAINTEST = 0.02;
/** Diameter of a glow in cells, and its minimum on the page, px. */
const GLOW_CELLS = 2.1;
const LEAST_PX = 10;
const SPRITE_PX = 32;

/** Draws a soft glow on the map for each cell of the chart that holds ships out of view. */
export class ChartLayer {
  /** Created on first use. */
  #sprite: HTMLCanvasElement | null = null;
  readonly #levels = new ChartLevels();

  /**
   * @param left of the first cell, canvas px, like the others
   * @param spacing distance of cells
   * @param passedMs since the last call
   */
  draw(
    context: CanvasRenderingContext2D,
    frame: ArenaFrame,
    left: number,
    top: number,
    spacing: number,
    passedMs: number,
  ): void {
    this.#levels.update(frame, passedMs);
    const { values } = this.#levels;
    const { side } = frame.chart;
    const size = Math.max(LEAST_PX, spacing * GLOW_CELLS);
    this.#sprite ??= newGlow();
    context.globalCompositeOperation = "lighter";
    for (let i = 0; i < values.length; i++) {
      if (values[i] < FAINTEST) continue;
      context.globalAlpha = values[i] * STRONGEST;
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
  // Painted in memory, so that the busy graphics processor is not needed.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return canvas;
  const middle = SPRITE_PX / 2;
  const light = context.createRadialGradient(middle, middle, 0, middle, middle, middle);
  light.addColorStop(0, `${INK_COLOURS.person}ff`);
  light.addColorStop(0.22, `${INK_COLOURS.person}88`);
  light.addColorStop(0.55, `${INK_COLOURS.person}22`);
  light.addColorStop(1, `${INK_COLOURS.person}00`);
  context.fillStyle = light;
  context.fillRect(0, 0, SPRITE_PX, SPRITE_PX);
  return canvas;
}
