import { cargoColumn, clearCargo } from "../cargo.ts";
import { ORE_KINDS } from "../data/ores.ts";
import { BOUNTY_PER_KILL, BOUNTY_PER_TRADER, CARGO_DROP_SHARE, KILL_CREDIT_TICKS } from "../data/rules.ts";
import { spillPods } from "../debris.ts";
import { type Emit, type Phase, toPx } from "../emit.ts";
import { addCredits, addToTally, baseBounty, raiseBounty } from "../score.ts";
import { removeShip } from "../spawn.ts";
import { PLAYER_KIND, type World } from "../world.ts";

/** Removes ships without armor: drops their cargo, pays their bounty, and schedules the respawn. */
export const deaths: Phase = (world, emit) => {
  const { live, armor, high } = world.ships;
  for (let slot = 0; slot < high; slot++) if (armor[slot] === 0 && live[slot]) die(world, slot, emit);
};

function die(world: World, slot: number, emit: Emit): void {
  const { ships, players, tick } = world;
  const seat = ships.seat[slot];
  const by = killerOf(world, slot);
  const bounty = by >= 0 ? reward(world, by, seat, emit) : 0;
  const [x, y] = [toPx(ships.x[slot]), toPx(ships.y[slot])];
  emit({ type: "death", seat, by, cause: ships.hurtCause[slot], bounty, x, y });
  dropCargo(world, slot);
  addToTally(world, "deaths", seat);
  players.bounty[seat] = baseBounty(players.kind[seat]);
  players.respawnAt[seat] = tick + world.config.respawnTicks;
  removeShip(world, seat);
}

/** The seat that damaged it last, if that was recent and the seat is still taken; −1 otherwise. */
function killerOf(world: World, slot: number): number {
  const { ships, players } = world;
  const by = ships.hurtBy[slot] - 1;
  return by >= 0 && players.live[by] && world.tick - ships.hurtAt[slot] <= KILL_CREDIT_TICKS ? by : -1;
}

/** Counts a kill and pays for it. Returns the credits. */
function reward(world: World, by: number, victim: number, emit: Emit): number {
  const { players } = world;
  const kind = players.kind[victim];
  const bounty = players.bounty[victim];
  addToTally(world, "kills", by);
  if (kind === PLAYER_KIND.person) raiseBounty(world, by, BOUNTY_PER_KILL, emit);
  if (kind === PLAYER_KIND.trader) raiseBounty(world, by, BOUNTY_PER_TRADER, emit);
  addCredits(world, by, bounty);
  return bounty;
}

function dropCargo(world: World, slot: number): void {
  const { ships, players } = world;
  const seat = ships.seat[slot];
  const from = { x: ships.x[slot], y: ships.y[slot], vx: ships.vx[slot], vy: ships.vy[slot] };
  const share = CARGO_DROP_SHARE[players.kind[seat]];
  for (let ore = 0; ore < ORE_KINDS; ore++)
    spillPods(world, from, ore, Math.ceil((cargoColumn(players, ore)[seat] * share) / 256));
  clearCargo(players, seat);
}
