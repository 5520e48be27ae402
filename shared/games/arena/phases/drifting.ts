import { clearGrid, fillGrid, resizeGrid } from "../../../math/grid.ts";
import type { Phase } from "../emit.ts";
import { computePositions } from "../positions.ts";
import type { World } from "../world.ts";

/** Computes the positions of rocks and pods. The phase `pods` removes expired pods. */
export const placeDrifting: Phase = (world: World) => {
  const { scratch, rocks, pods, config } = world;
  const { rockPositions, podPositions, rails } = scratch;
  if (pods.count > 0) computePositions(pods, rails, podPositions);
  if (rocks.count === 0) {
    clearGrid(scratch.rocks);
    return;
  }
  computePositions(rocks, rails, rockPositions);
  resizeGrid(scratch.rocks, config.map.radiusPx);
  fillGrid(scratch.rocks, rocks, rockPositions.x, rockPositions.y);
};
