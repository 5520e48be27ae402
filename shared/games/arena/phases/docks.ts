import { cargoColumn, clearCargo, totalCargo } from "../cargo.ts";
import { ORES } from "../data/ores.ts";
import type { Emit, Phase } from "../emit.ts";
import { addCredits } from "../score.ts";
import { loadTrader } from "../spawn.ts";
import { PLAYER_KIND, type World } from "../world.ts";

/** Sells the cargo of ships that docked this tick; traders get new cargo. */
export const docks: Phase = (world, emit) => {
  const { ships, scratch } = world;
  for (let i = 0; i < scratch.docked; i++) {
    const slot = scratch.dockedSlots[i];
    const before = scratch.dockedBefore[i];
    const seat = ships.seat[slot];
    if (ships.docked[slot] > 0) {
      emit({ type: "dock", seat, station: ships.docked[slot] - 1 });
      sell(world, seat, emit);
    } else emit({ type: "undock", seat, station: before - 1 });
  }
};

function sell(world: World, seat: number, emit: Emit): void {
  const { players } = world;
  if (players.kind[seat] === PLAYER_KIND.trader) {
    // Traders earn no credits.
    clearCargo(players, seat);
    loadTrader(world, seat);
    return;
  }
  const units = totalCargo(players, seat);
  let credits = 0;
  for (let ore = 0; ore < ORES.length; ore++) credits += cargoColumn(players, ore)[seat] * ORES[ore].price;
  clearCargo(players, seat);
  if (units === 0) return;
  addCredits(world, seat, credits);
  emit({ type: "sale", seat, units, credits });
}
