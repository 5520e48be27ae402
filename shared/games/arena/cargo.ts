import { hullOf } from "./data/hulls.ts";
import { ORE_KINDS } from "./data/ores.ts";
import type { World } from "./world.ts";

type Players = World["players"];
type Ships = World["ships"];

const COLUMNS = ["cargo0", "cargo1", "cargo2", "cargo3"] as const;

/** Units of one ore in a player's hold, by seat. */
export function cargoColumn(players: Players, ore: number): Int32Array {
  return players[COLUMNS[ore]];
}

/** Units of all ores in a player's hold. */
export function totalCargo(players: Players, seat: number): number {
  let units = 0;
  for (let ore = 0; ore < ORE_KINDS; ore++) units += cargoColumn(players, ore)[seat];
  return units;
}

/** Units that still fit into the hold of this ship. */
export function freeCargo(players: Players, ships: Ships, slot: number): number {
  return hullOf(ships.hull[slot]).cargo - totalCargo(players, ships.seat[slot]);
}

export function clearCargo(players: Players, seat: number): void {
  for (let ore = 0; ore < ORE_KINDS; ore++) cargoColumn(players, ore)[seat] = 0;
}
