import type { Chart } from "../../../shared/games/arena/wire/chart.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import { ONE } from "../../../shared/math/fixed.ts";

/** Marks the cells of a chart that hold ships now. */
export function fillChart({ ships, config }: World, chart: Chart): void {
  const { side, cells } = chart;
  const radius = config.map.radiusPx * ONE;
  const along = (position: number) =>
    Math.min(side - 1, Math.max(0, Math.floor(((position + radius) / (2 * radius)) * side)));
  cells.fill(0);
  for (let slot = 0; slot < ships.high; slot++)
    if (ships.live[slot] === 1) cells[along(ships.y[slot]) * side + along(ships.x[slot])] = 1;
}
