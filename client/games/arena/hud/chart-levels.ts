import type { ArenaFrame } from "../model/frame.ts";

/** Ships nearer than this are all shown as they are; farther than that, only the chart has them. px */
const SHOWN_PX = 1_100;
const UNKNOWN_PX = 1_700;
/** How long a glow takes to come and go, for two thirds of its strength. */
const EASE_MS = 350;

/** How strongly each cell of the chart glows, 0–1: those that hold ships which are out of view. */
export class ChartLevels {
  values: Float32Array = new Float32Array(0);

  /** Lets glows come and go. @param passedMs since the last call */
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
