import { ONE, round, wrapTurn } from "../../math/fixed.ts";
import { nextBelow, nextBetween } from "../../math/random.ts";
import { cos, headingOf, sin } from "../../math/trig.ts";
import { addRow, removeRow } from "../../table.ts";
import { cargoColumn, clearCargo } from "./cargo.ts";
import { CLIENT_CONTROL_BITS } from "./controls.ts";
import { hullOf, PIRATE_HULLS, TRADER_HULL } from "./data/hulls.ts";
import { ORE_KINDS } from "./data/ores.ts";
import {
  HUNT_FIRST_TICKS,
  OUT_OF_SIGHT_PX,
  SPAWN_CLEARANCE_PX,
  SPAWN_GUARD_TICKS,
  TRADER_UNITS,
} from "./data/rules.ts";
import type { Motion } from "./drift.ts";
import { type Emit, toPx } from "./emit.ts";
import { circleSpeed } from "./gravity.ts";
import { removePastOf } from "./lag-compensation.ts";
import { distancePx, placeStations, stationRail } from "./rails.ts";
import { allowedControls } from "./weapons-lock.ts";
import { PLAYER_KIND, type World } from "./world.ts";

const PLACE_TRIES = 12;
const STATION_TRIES = 6;

/** Gives a seat without a ship a new one, guarded. Returns its slot, or −1 when the table is full. */
export function addShip(world: World, seat: number, place: Readonly<Motion>): number {
  const { players, ships, shown } = world;
  const slot = addRow(ships);
  if (slot < 0) return -1;
  // The two tables gain and lose rows together, so their slots match.
  addRow(shown);
  const hull = hullOf(players.nextHull[seat]);
  players.hull[seat] = players.nextHull[seat];
  players.ship[seat] = slot + 1;
  players.respawnAt[seat] = 0;
  ships.id[slot] = world.nextId++;
  ships.seat[slot] = seat;
  ships.hull[slot] = players.hull[seat];
  ships.x[slot] = place.x;
  ships.y[slot] = place.y;
  ships.vx[slot] = place.vx;
  ships.vy[slot] = place.vy;
  ships.heading[slot] = headingOf(place.vx, place.vy);
  ships.armor[slot] = hull.armor;
  ships.shield[slot] = hull.shield;
  ships.energy[slot] = hull.energy;
  ships.guard[slot] = SPAWN_GUARD_TICKS;
  ships.bits[slot] = allowedControls(world, players.bits[seat] & CLIENT_CONTROL_BITS);
  ships.aim[slot] = players.aim[seat];
  ships.touched[slot] = 1;
  return slot;
}

/** Removes a seat's ship from the world. */
export function removeShip(world: World, seat: number): void {
  const slot = world.players.ship[seat] - 1;
  if (slot < 0) return;
  removePastOf(world, slot);
  removeRow(world.ships, slot);
  removeRow(world.shown, slot);
  world.players.ship[seat] = 0;
}

/** Spawns a ship: pirates out of everyone's sight, all others near a station. */
export function spawn(world: World, seat: number, emit: Emit): void {
  const { players, scratch } = world;
  const place = scratch.motion;
  const kind = players.kind[seat];
  if (kind === PLAYER_KIND.person) players.huntedAt[seat] = world.tick + HUNT_FIRST_TICKS;
  else prepareNpc(world, seat);
  if (kind === PLAYER_KIND.pirate) placeOutOfSight(world, place);
  else placeNearStation(world, place);
  const slot = addShip(world, seat, place);
  if (slot >= 0) emit({ type: "spawn", seat, x: toPx(place.x), y: toPx(place.y) });
}

/** Resets an NPC: a random hull for a pirate, new cargo for a trader, an empty memory. */
export function prepareNpc(world: World, seat: number): void {
  const { players, random } = world;
  const kind = players.kind[seat];
  clearCargo(players, seat);
  players.bits[seat] = players.aim[seat] = 0;
  players.memory0[seat] = players.memory1[seat] = players.memory2[seat] = players.memory3[seat] = 0;
  if (kind === PLAYER_KIND.trader) {
    players.nextHull[seat] = TRADER_HULL;
    loadTrader(world, seat);
  } else players.nextHull[seat] = PIRATE_HULLS[nextBelow(random, PIRATE_HULLS.length)];
}

/** Fills a trader's hold for its next run. */
export function loadTrader(world: World, seat: number): void {
  const { players, random } = world;
  const [least, most] = TRADER_UNITS;
  cargoColumn(players, nextBelow(random, ORE_KINDS))[seat] = nextBetween(random, least, most);
}

/** Beside a random station, away from armed ships if a few tries find such a place. */
function placeNearStation(world: World, out: Motion): void {
  const armed = world.config.seats + world.config.pirates;
  for (let i = 0; i < STATION_TRIES; i++) {
    orbitBeside(world, nextBelow(world.random, world.config.map.stations.length), out);
    if (isFree(world, out.x, out.y) && !isNearSeats(world, out.x, out.y, OUT_OF_SIGHT_PX, armed)) return;
  }
}

/** On an orbit beside a station, outside its ring. */
function orbitBeside(world: World, index: number, out: Motion): void {
  const { map } = world.config;
  const { rails } = world.scratch;
  const { random } = world;
  const station = map.stations[index];
  const rail = stationRail(map, index);
  placeStations(rails, map);
  const parent = station.parent;
  const behind = nextBetween(random, 3_000, 6_000) * (nextBelow(random, 2) === 0 ? 1 : -1);
  const angle = wrapTurn(headingOf(rails.x[rail] - rails.x[parent], rails.y[rail] - rails.y[parent]) + behind);
  const orbitPx = station.orbitPx + nextBetween(random, 0, 90);
  const speed = circleSpeed(map, parent, orbitPx) * (station.periodTicks < 0 ? -1 : 1);
  out.x = rails.x[parent] + orbitPx * cos(angle);
  out.y = rails.y[parent] + orbitPx * sin(angle);
  out.vx = rails.vx[parent] - round((speed * sin(angle)) / ONE);
  out.vy = rails.vy[parent] + round((speed * cos(angle)) / ONE);
}

/** Anywhere on the map, at rest; out of people's sight and clear of bodies if a few tries find such a place. */
function placeOutOfSight(world: World, out: Motion): void {
  const { random } = world;
  const { radiusPx } = world.config.map;
  out.vx = out.vy = 0;
  for (let i = 0; i < PLACE_TRIES; i++) {
    const angle = nextBelow(random, 65_536);
    const awayPx = nextBetween(random, radiusPx >> 3, radiusPx);
    out.x = awayPx * cos(angle);
    out.y = awayPx * sin(angle);
    if (isFree(world, out.x, out.y) && !isNearPerson(world, out.x, out.y, OUT_OF_SIGHT_PX)) return;
  }
}

/** Whether a point is clear of every body. */
export function isFree(world: World, x: number, y: number): boolean {
  const { bodies } = world.config.map;
  for (let i = 0; i < bodies.length; i++)
    if (distancePx(world.scratch.rails, i, x, y) < bodies[i].radiusPx + SPAWN_CLEARANCE_PX) return false;
  return true;
}

/** Whether a person's ship is within this distance of a point. */
export function isNearPerson(world: World, x: number, y: number, withinPx: number): boolean {
  return isNearSeats(world, x, y, withinPx, world.config.seats);
}

/** Whether a ship of the first `seats` seats is within this distance of a point. People come first, then pirates, then traders. */
function isNearSeats({ players, ships }: World, x: number, y: number, withinPx: number, seats: number): boolean {
  const within = withinPx * ONE;
  for (let seat = 0; seat < seats; seat++) {
    const slot = players.ship[seat] - 1;
    if (slot < 0) continue;
    const dx = ships.x[slot] - x;
    const dy = ships.y[slot] - y;
    if (dx * dx + dy * dy <= within * within) return true;
  }
  return false;
}
