import { DRIFT_FIELDS, type DriftField, type World } from "../../../shared/games/arena/world.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import { interestByPosition, type MapWriter } from "./map-writer.ts";
import { RowTracker } from "./row-tracker.ts";
import { POD_VIEW, ROCK_VIEW } from "./views.ts";

type DriftColumns = { readonly [Field in DriftField]: Int32Array };

function writeDrift(from: DriftColumns, slot: number, table: RecordTable): void {
  for (const field of DRIFT_FIELDS) table.set(slot, table.columns[field], from[field][slot]);
}

/** Rocks: published once, because their orbits are closed-form functions of the tick. */
export function rockRecords(world: World): MapWriter {
  const { rocks, scratch } = world;
  const rows = new RowTracker(rocks, {
    create(slot, table) {
      table.set(slot, table.columns.size, rocks.size[slot]);
      table.set(slot, table.columns.ore, rocks.ore[slot]);
      writeDrift(rocks, slot, table);
    },
  });
  const { rockPositions } = scratch;
  return {
    rules: { capacity: rocks.capacity, interest: interestByPosition(rockPositions, ROCK_VIEW) },
    write: (table) => rows.write(table),
  };
}

export function podRecords(world: World): MapWriter {
  const { pods, scratch } = world;
  const rows = new RowTracker(pods, {
    create(slot, table) {
      table.set(slot, table.columns.ore, pods.ore[slot]);
      table.set(slot, table.columns.amount, pods.amount[slot]);
      writeDrift(pods, slot, table);
    },
    update: (slot, table) => table.set(slot, table.columns.amount, pods.amount[slot]),
  });
  const { podPositions } = scratch;
  return {
    rules: { capacity: pods.capacity, interest: interestByPosition(podPositions, POD_VIEW) },
    write: (table) => rows.write(table),
  };
}
