import type { World } from "../../../shared/arena/world.ts";
import { ONE } from "../../../shared/math/fixed.ts";
import type { Chart } from "../../../shared/wire/chart.ts";

/** Marks the cells of a chart that hold ships now. */
export function drawChart({ ships, config }: World, chart: Chart): void {
  const { side, cells } = chart;
  const radius = config.map.radiusPx * ONE;
  const along = (position: number) =>
    Math.min(side - 1, Math.max(0, Math.floor(((position + radius) / (2 * radius)) * side)));
  cells.fill(0);
  for (let slot = 0; slot < ships.high; slot++)
    if (ships.live[slot] === 1) cells[along(ships.y[slot]) * side + along(ships.x[slot])] = 1;
}
