import { DRIFT_FIELDS, type DriftField, type World } from "../../../shared/arena/world.ts";
import type { RecordTable } from "../../replication/table.ts";
import { type Part, placed } from "./part.ts";
import { Rows } from "./rows.ts";
import { POD_VIEW, ROCK_VIEW } from "./views.ts";

type DriftColumns = { readonly [Field in DriftField]: Int32Array };

function writeDrift(from: DriftColumns, slot: number, table: RecordTable): void {
  for (const field of DRIFT_FIELDS) table.set(slot, table.columns[field], from[field][slot]);
}

/** Rocks: published once, because their orbits are closed-form functions of the tick. */
export function rockRecords(world: World): Part {
  const { rocks, scratch } = world;
  const rows = new Rows(rocks, {
    create(slot, table) {
      table.set(slot, table.columns.size, rocks.size[slot]);
      table.set(slot, table.columns.ore, rocks.ore[slot]);
      writeDrift(rocks, slot, table);
    },
  });
  const { rockPlaces } = scratch;
  return {
    rules: { capacity: rocks.capacity, interest: placed(rockPlaces, ROCK_VIEW) },
    write: (table) => rows.write(table),
  };
}

export function podRecords(world: World): Part {
  const { pods, scratch } = world;
  const rows = new Rows(pods, {
    create(slot, table) {
      table.set(slot, table.columns.ore, pods.ore[slot]);
      table.set(slot, table.columns.amount, pods.amount[slot]);
      writeDrift(pods, slot, table);
    },
    update: (slot, table) => table.set(slot, table.columns.amount, pods.amount[slot]),
  });
  const { podPlaces } = scratch;
  return {
    rules: { capacity: pods.capacity, interest: placed(podPlaces, POD_VIEW) },
    write: (table) => rows.write(table),
  };
}
