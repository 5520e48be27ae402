import type { ArenaFrame } from "../model/frame.ts";

/** Nearer ships are all shown individually; farther ones are only on the chart, px. */
const SHOWN_PX = 1_100;
const UNKNOWN_PX = 1_700;
/** Time constant of a glow, ms. */
const EASE_MS = 350;

/** The brightness of each cell of the chart, 0–1: cells that hold ships out of view glow. */
export class ChartLevels {
  values: Float32Array = new Float32Array(0);

  /** Fades glows in and out. @param passedMs since the last call */
  update({ chart, config, focus }: Pick<ArenaFrame, "chart" | "config" | "focus">, passedMs: number): void {
    const { side, cells } = chart;
    if (this.values.length !== cells.length) this.values = new Float32Array(cells.length);
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
      this.values[i] += (wanted - this.values[i]) * share;
    }
  }
}
