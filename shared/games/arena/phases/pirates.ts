import { ONE } from "../../../math/fixed.ts";
import { nextBelow, nextBetween } from "../../../math/random.ts";
import { cos, sin } from "../../../math/trig.ts";
import { HUNT_AGAIN_TICKS, HUNT_FROM_PX, HUNT_NEAR_PX, HUNT_RETRY_TICKS, OUT_OF_SIGHT_PX } from "../data/rules.ts";
import type { Emit, Phase } from "../emit.ts";
import { addShip, isFree, isNearPerson, prepareNpc, removeShip } from "../spawn.ts";
import { ROUND, type World } from "../world.ts";

const PLACE_TRIES = 6;

/**
 * Sends pirates to people who have no fight: moves an idle pirate that nobody sees to a point just outside that person's view.
 */
export const sendPirates: Phase = (world, emit) => {
  const { players, ships, config, tick } = world;
  if (world.phase !== ROUND.playing) return;
  for (let seat = 0; seat < config.seats; seat++) {
    if (tick < players.huntedAt[seat]) continue;
    const slot = players.ship[seat] - 1;
    if (slot < 0 || ships.docked[slot] > 0 || ships.guard[slot] > 0) continue;
    if (players.online[seat] === 0) continue;
    players.huntedAt[seat] = tick + (hunt(world, slot, emit) ? HUNT_AGAIN_TICKS : HUNT_RETRY_TICKS);
  }
};

/** Sends a pirate to this ship, if none is near already. Returns whether it did. */
function hunt(world: World, slot: number, emit: Emit): boolean {
  const { players, ships, config, random, scratch } = world;
  let idle = -1;
  for (let seat = config.seats; seat < config.seats + config.pirates; seat++) {
    const pirate = players.ship[seat] - 1;
    if (pirate < 0) continue;
    const dx = (ships.x[pirate] - ships.x[slot]) / ONE;
    const dy = (ships.y[pirate] - ships.y[slot]) / ONE;
    if (dx * dx + dy * dy < HUNT_NEAR_PX * HUNT_NEAR_PX) return false;
    if (idle < 0 && !isNearPerson(world, ships.x[pirate], ships.y[pirate], OUT_OF_SIGHT_PX)) idle = seat;
  }
  if (idle < 0) return false;
  for (let i = 0; i < PLACE_TRIES; i++) {
    const angle = nextBelow(random, 65_536);
    const awayPx = nextBetween(random, HUNT_FROM_PX[0], HUNT_FROM_PX[1]);
    const place = scratch.motion;
    place.x = ships.x[slot] + awayPx * cos(angle);
    place.y = ships.y[slot] + awayPx * sin(angle);
    if (!isFree(world, place.x, place.y) || isNearPerson(world, place.x, place.y, HUNT_FROM_PX[0])) continue;
    place.vx = ships.vx[slot] - cos(angle) * 2;
    place.vy = ships.vy[slot] - sin(angle) * 2;
    removeShip(world, idle);
    prepareNpc(world, idle);
    addShip(world, idle, place);
    emit({ type: "spawn", seat: idle, x: place.x >> 16, y: place.y >> 16 });
    return true;
  }
  return false;
}
