import { clearGrid, fillGrid, fitGrid } from "../../math/grid.ts";
import type { Phase } from "../emit.ts";
import { placeRows } from "../places.ts";
import type { World } from "../world.ts";

/** Computes the positions of rocks and pods. The phase `pods` removes expired pods. */
export const drifts: Phase = (world: World) => {
  const { scratch, rocks, pods, config } = world;
  const { rockPlaces, podPlaces, rails } = scratch;
  if (pods.count > 0) placeRows(pods, rails, podPlaces);
  if (rocks.count === 0) {
    clearGrid(scratch.rocks);
    return;
  }
  placeRows(rocks, rails, rockPlaces);
  fitGrid(scratch.rocks, config.map.radiusPx);
  fillGrid(scratch.rocks, rocks, rockPlaces.x, rockPlaces.y);
};
