import { removeRow } from "../../../table.ts";
import { ROCK_SIZES, type RockSize } from "../data/rocks.ts";
import { addPiece, addPods } from "../debris.ts";
import { type Emit, type Phase, toPx } from "../emit.ts";
import type { World } from "../world.ts";

/** Breaks rocks without health into smaller ones and pods of ore. */
export const breakRocks: Phase = (world, emit) => {
  const { rocks } = world;
  // Pieces are intact, so this pass does not break them, whatever slots they take.
  const { high } = rocks;
  for (let slot = 0; slot < high; slot++) if (rocks.live[slot] && rocks.health[slot] === 0) crack(world, slot, emit);
};

function crack(world: World, slot: number, emit: Emit): void {
  const { rocks, scratch } = world;
  const { rockPositions } = scratch;
  const size = rocks.size[slot];
  const row: RockSize = ROCK_SIZES[size];
  emit({ type: "crack", size, ore: rocks.ore[slot], x: toPx(rockPositions.x[slot]), y: toPx(rockPositions.y[slot]) });
  for (let i = 0; i < row.pieces; i++) addPiece(world, slot, size + 1);
  addPods(world, slot, row.pods, row.orePerPod);
  removeRow(rocks, slot);
}
