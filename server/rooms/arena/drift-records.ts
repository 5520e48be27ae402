import { DRIFT_FIELDS, type DriftField, type World } from "../../../shared/arena/world.ts";
import type { RecordTable } from "../../replication/table.ts";
import type { Part } from "./part.ts";
import { Rows } from "./rows.ts";
import { POD_VIEW, ROCK_VIEW } from "./views.ts";

type DriftColumns = { readonly [Field in DriftField]: Int32Array };

function tellDrift(from: DriftColumns, slot: number, table: RecordTable): void {
  for (const field of DRIFT_FIELDS) table.set(slot, table.columns[field], from[field][slot]);
}

/** Rocks: told once, as their orbits are closed forms. */
export function rockRecords(world: World): Part {
  const { rocks, scratch } = world;
  const rows = new Rows(rocks, {
    create(slot, table) {
      table.set(slot, table.columns.size, rocks.size[slot]);
      table.set(slot, table.columns.ore, rocks.ore[slot]);
      tellDrift(rocks, slot, table);
    },
  });
  const { x, y } = scratch.rockPlaces;
  return {
    rules: { capacity: rocks.capacity, interest: { by: "place", x, y, ...ROCK_VIEW } },
    write: (table) => rows.write(table),
  };
}

export function podRecords(world: World): Part {
  const { pods, scratch } = world;
  const rows = new Rows(pods, {
    create(slot, table) {
      table.set(slot, table.columns.ore, pods.ore[slot]);
      table.set(slot, table.columns.amount, pods.amount[slot]);
      tellDrift(pods, slot, table);
    },
    update: (slot, table) => table.set(slot, table.columns.amount, pods.amount[slot]),
  });
  const { x, y } = scratch.podPlaces;
  return {
    rules: { capacity: pods.capacity, interest: { by: "place", x, y, ...POD_VIEW } },
    write: (table) => rows.write(table),
  };
}
